import { ActionIcon, Autocomplete, Button, Select, TextInput } from "@mantine/core";
import { IconArrowRight, IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { isStale, reason } from "../api/errors";
import { usePipelines } from "../api/shared";
import type { CoreField, DuplicatePolicy, Webhook, WebhookInput } from "../api/types";
import { middle } from "../lib/text";
import { SettingsBlock } from "../settings/settings-page";
import { I, IS } from "../ui/icon";
import { SaveBar } from "../ui/save-bar";
import { say } from "../ui/toast";
import { patchWebhook, useReceipts } from "./api";
import {
  CORE,
  flatten,
  guess,
  mappingOf,
  mappingProblem,
  type Row,
  rowsOf,
  sameMapping,
  unmapped,
} from "./mapping";
import { inOrderOf, pipelineOf } from "./target";
import classes from "./webhooks.module.css";

const POLICIES: { value: DuplicatePolicy; label: string; about: string }[] = [
  {
    value: "update",
    label: "Update the lead",
    about: "The newest answer wins; empty fields change nothing.",
  },
  { value: "create", label: "Create another lead", about: "Every post becomes a lead of its own." },
  { value: "skip", label: "Skip the post", about: "The first answer stays; the receipt is kept." },
];

const draftOf = (w: Webhook) => ({
  name: w.name,
  pipeline_id: w.pipeline_id,
  stage_id: w.stage_id,
  on_duplicate: w.on_duplicate,
  rows: rowsOf(w.field_mapping),
});

export function WebhookEditor({ webhook, manage }: { webhook: Webhook; manage: boolean }) {
  const { data: pipelines } = usePipelines();
  const receipts = useReceipts(webhook.id);
  const [base, setBase] = useState(webhook);
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const nextKey = useRef(1000);

  const last = receipts.data?.pages[0]?.data.find((r) => r.payload !== null);
  const sample = flatten(last?.payload);
  const mapping = mappingOf(draft.rows);
  const offered = unmapped(sample, mapping);

  const patch: WebhookInput = {};
  if (draft.name.trim() !== base.name) patch.name = draft.name.trim();
  if (draft.pipeline_id !== base.pipeline_id) patch.pipeline_id = draft.pipeline_id;
  if (draft.stage_id !== base.stage_id) patch.stage_id = draft.stage_id;
  if (draft.on_duplicate !== base.on_duplicate) patch.on_duplicate = draft.on_duplicate;
  const remapped = !sameMapping(mapping, base.field_mapping);
  if (remapped) patch.field_mapping = mapping;
  const problem = mappingProblem(draft.rows);
  const count = Object.keys(patch).length || (problem ? 1 : 0);

  const dirty = useRef(false);
  dirty.current = count > 0;
  useEffect(() => {
    if (dirty.current) return;
    setBase(webhook);
    setDraft(draftOf(webhook));
  }, [webhook]);

  const edit = (part: Partial<typeof draft>) => {
    setFailed(null);
    setDraft((d) => ({ ...d, ...part }));
  };
  const setRow = (key: number, part: Partial<Row>) =>
    edit({ rows: draft.rows.map((r) => (r.key === key ? { ...r, ...part } : r)) });
  const addRow = (incoming: string, core: CoreField) =>
    edit({ rows: [...draft.rows, { key: nextKey.current++, incoming, core }] });

  const save = async () => {
    setSaving(true);
    try {
      const saved = await patchWebhook(base, patch);
      setBase(saved);
      setDraft(draftOf(saved));
      say(`${saved.name} saved`);
    } catch (error) {
      setFailed(
        isStale(error)
          ? "Somebody else changed this webhook meanwhile. Discard to load theirs."
          : reason(error),
      );
    } finally {
      setSaving(false);
    }
  };

  const pipeline = pipelineOf(pipelines, draft.pipeline_id);
  const stages = inOrderOf(pipeline);
  const nameError = draft.name.trim() ? null : "Give it a name.";
  const off = !manage;
  return (
    <>
      {off && (
        <p className="t3" style={{ padding: "14px 32px 0" }}>
          You can read this webhook. Changing it needs the permission <code>leads:manage</code>.
        </p>
      )}
      <SettingsBlock title="Name" about="Shown as the source of its leads.">
        <TextInput
          aria-label="Name"
          maxLength={100}
          disabled={off}
          value={draft.name}
          error={nameError}
          onChange={(e) => edit({ name: e.currentTarget.value })}
        />
      </SettingsBlock>
      <SettingsBlock title="Leads land in" about="The first stage, if you choose none.">
        <div className={classes.two}>
          {(pipelines?.length ?? 0) > 1 && (
            <Select
              label="Pipeline"
              disabled={off}
              data={pipelines?.map((p) => ({ value: p.id, label: p.name })) ?? []}
              value={pipeline?.id ?? null}
              onChange={(v) => edit({ pipeline_id: v, stage_id: null })}
            />
          )}
          <Select
            label="Stage"
            disabled={off}
            data={stages.map((s) => ({ value: s.id, label: s.name }))}
            value={draft.stage_id ?? stages[0]?.id ?? null}
            onChange={(v) => edit({ stage_id: v, pipeline_id: pipeline?.id ?? null })}
          />
        </div>
      </SettingsBlock>
      <SettingsBlock title="Same person again" about="A post with the email or phone of a lead.">
        <Select
          aria-label="When the same person posts again"
          disabled={off}
          data={POLICIES.map(({ value, label }) => ({ value, label }))}
          value={draft.on_duplicate}
          description={POLICIES.find((p) => p.value === draft.on_duplicate)?.about}
          onChange={(v) => v && edit({ on_duplicate: v as DuplicatePolicy })}
        />
      </SettingsBlock>
      <SettingsBlock
        title="Field mapping"
        about="name, email, phone, company and title are understood by themselves. What is not mapped becomes a custom field."
      >
        {draft.rows.length === 0 && (
          <p className="t3" style={{ marginBottom: 8 }}>
            {off ? "Nothing is mapped." : "Nothing is mapped. Add a field whose name differs."}
          </p>
        )}
        {draft.rows.map((row) => (
          <div key={row.key} className={classes.mapRow}>
            <Autocomplete
              size="sm"
              aria-label="Incoming field"
              placeholder="job_title"
              disabled={off}
              data={[...new Set([row.incoming, ...offered].filter(Boolean))]}
              value={row.incoming}
              onChange={(incoming) => setRow(row.key, { incoming })}
            />
            <IconArrowRight {...IS} className="t3" />
            <Select
              size="sm"
              aria-label={`Field of the lead for ${row.incoming || "the incoming field"}`}
              disabled={off}
              data={CORE}
              value={row.core}
              onChange={(v) => v && setRow(row.key, { core: v as CoreField })}
            />
            {!off && (
              <ActionIcon
                aria-label={`Remove the mapping of ${row.incoming || "the empty field"}`}
                onClick={() => edit({ rows: draft.rows.filter((r) => r.key !== row.key) })}
              >
                <IconX {...I} />
              </ActionIcon>
            )}
          </div>
        ))}
        {!off && (
          <Button size="xs" leftSection={<IconPlus {...IS} />} onClick={() => addRow("", "name")}>
            Add field
          </Button>
        )}
        {!off && offered.length > 0 && (
          <div className={classes.offers}>
            <div className="t3 sm">From the last payload, not mapped yet</div>
            {offered.slice(0, 12).map((field) => (
              <button
                key={field}
                type="button"
                className={classes.offer}
                onClick={() => addRow(field, guess(field) ?? "name")}
              >
                <IconPlus {...IS} />
                <code>{field}</code>
                <span className="t3 cut">{middle(sample[field] ?? "", 40)}</span>
                {guess(field) && (
                  <span className={classes.hint}>
                    {CORE.find((c) => c.value === guess(field))?.label}?
                  </span>
                )}
              </button>
            ))}
          </div>
        )}
      </SettingsBlock>
      {manage && (
        <SaveBar
          changes={count}
          blocked={nameError ? "fix Name first" : problem}
          saving={saving}
          failed={failed}
          onSave={save}
          onDiscard={() => {
            setBase(webhook);
            setDraft(draftOf(webhook));
            setFailed(null);
          }}
        />
      )}
    </>
  );
}
