import { Select, TextInput } from "@mantine/core";
import { usePipelines } from "../api/shared";
import type { DuplicatePolicy, Webhook } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import { AssignmentFields } from "./assignment-fields";
import { Danger } from "./danger";
import { type Draft, problems } from "./draft";
import { Signature } from "./signature";
import { TargetFields } from "./target-fields";
import { POLICIES } from "./words";

/** What is done with a post, and who may send one. */
export function WebhookSettings({
  webhook,
  draft,
  edit,
  manage,
  onSaved,
}: {
  webhook: Webhook;
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  manage: boolean;
  /** Something was saved beside the draft. */
  onSaved: (saved: Webhook) => void;
}) {
  const { data: pipelines } = usePipelines();
  const wrong = problems(draft);
  const off = !manage;
  return (
    <>
      <SettingsBlock title="Name" about="Shown as the source of its leads.">
        <TextInput
          aria-label="Name"
          maxLength={100}
          disabled={off}
          value={draft.name}
          error={wrong.name}
          onChange={(e) => edit({ name: e.currentTarget.value })}
        />
      </SettingsBlock>
      <SettingsBlock title="Leads land in" about="The first stage, if you choose none.">
        <TargetFields pipelines={pipelines} value={draft} onChange={edit} disabled={off} />
      </SettingsBlock>
      <SettingsBlock title="Assign new leads to" about="Leads that are there already keep theirs.">
        <AssignmentFields
          value={draft.assignment}
          problem={wrong.assignment}
          disabled={off}
          onChange={(assignment) => edit({ assignment })}
        />
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
      <SettingsBlock title="Signature" about="Proof that a post is from your sender.">
        <Signature webhook={webhook} manage={manage} onSaved={onSaved} />
      </SettingsBlock>
      {manage && <Danger webhook={webhook} />}
    </>
  );
}
