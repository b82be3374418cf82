import { ActionIcon, Button, SegmentedControl, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import { usePipelines, useTeam } from "../api/shared";
import type { Webhook } from "../api/types";
import { I } from "../ui/icon";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { usePreview, useReceipts } from "./api";
import type { Draft } from "./draft";
import classes from "./field-map.module.css";
import { FieldRow } from "./field-row";
import { LeadPreview } from "./lead-preview";
import { absent, chosenFor, coreLabel, type Mapping, parsePayload, send } from "./mapping";
import { LEFT_OUT } from "./words";

/** What could not be read is kept as a text, and has no fields. */
const isRead = (payload: unknown) => payload !== null && typeof payload === "object";

/** Null: the last payload that came. */
export type Pasted = string | null;

/** Map by clicking: every field of a payload, where it goes, and the lead that comes of it. */
export function MappingTab({
  webhook,
  draft,
  onMap,
  pasted,
  onPaste,
}: {
  webhook: Webhook;
  draft: Draft;
  onMap: (mapping: Mapping) => void;
  pasted: Pasted;
  onPaste: (text: Pasted) => void;
}) {
  const pipelines = usePipelines().data;
  const team = useTeam().data;
  const receipts = useReceipts(webhook.id).data?.pages[0]?.data;
  const last = receipts?.find((r) => isRead(r.payload));
  const [settled] = useDebouncedValue({ pasted, mapping: draft.field_mapping }, 300);
  const parsed = pasted === null ? null : parsePayload(pasted);
  const asked = settled.pasted === null ? null : parsePayload(settled.pasted);
  const preview = usePreview(
    webhook.id,
    { payload: asked?.payload ?? undefined, mapping: settled.mapping, last: last?.id },
    asked ? !asked.problem : last !== undefined,
  );
  const test = parsed?.problem ? undefined : preview.data;
  const none = pasted === null && receipts !== undefined && !last;
  const mapping = draft.field_mapping;
  const fields = test?.fields ?? [];
  const elsewhere = test ? absent(mapping, fields) : Object.entries(mapping);
  return (
    <div className={classes.tab}>
      <section className={classes.fields} aria-label="Incoming fields">
        <div className={classes.source}>
          <SegmentedControl
            aria-label="Payload to map"
            data={[
              { value: "last", label: "Last payload" },
              { value: "pasted", label: "Pasted JSON" },
            ]}
            value={pasted === null ? "last" : "pasted"}
            onChange={(v) => onPaste(v === "last" ? null : "")}
          />
          {pasted === null && last && (
            <span className="t3 sm">
              Came <TimeAgo at={last.received_at} />
            </span>
          )}
        </div>
        {pasted !== null && (
          <Textarea
            className={classes.paste}
            classNames={{ input: classes.pasteInput }}
            aria-label="Payload as JSON"
            placeholder='{"full_name": "Ada Example", "contact": {"email": "ada@example.com"}}'
            autosize
            minRows={4}
            maxRows={14}
            spellCheck={false}
            value={pasted}
            error={pasted.trim() ? parsed?.problem : null}
            onChange={(e) => onPaste(e.currentTarget.value)}
          />
        )}
        {none ? (
          <Empty
            title="No payload has come yet"
            why="Post to the address once, and its fields can be clicked to their places here. Or paste what the form sends."
          >
            <Button onClick={() => onPaste("")}>Paste a payload</Button>
            <Button variant="subtle" component={Link} to="?tab=guides">
              Connect a form
            </Button>
          </Empty>
        ) : preview.error && !test && !parsed?.problem ? (
          <ErrorNote>The payload could not be tried: {reason(preview.error)}</ErrorNote>
        ) : test ? (
          <ul className={classes.list}>
            {fields.map((f) => {
              const left = test.left_out.find((l) => l.path === f.path);
              return (
                <FieldRow
                  key={f.path}
                  field={f}
                  all={fields}
                  chosen={chosenFor(mapping, f.path)}
                  leftOut={left && `Kept in the receipt only: ${LEFT_OUT[left.reason]}.`}
                  onSend={(core) => onMap(send(mapping, f.path, core))}
                />
              );
            })}
          </ul>
        ) : (
          pasted === null && <SkeletonRows rows={5} height={52} />
        )}
        {elsewhere.length > 0 && (
          <div className={classes.elsewhere}>
            <h3>{test ? "Mapped, not in this payload" : "Mapped"}</h3>
            <ul className={classes.list}>
              {elsewhere.map(([path, core]) => (
                <li key={path} className={classes.gone}>
                  <code>{path}</code>
                  <span className="t2">{coreLabel(core)}</span>
                  <ActionIcon
                    aria-label={`Remove the mapping of ${path}`}
                    onClick={() => onMap(send(mapping, path, null))}
                  >
                    <IconX {...I} />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          </div>
        )}
        {preview.error && test && (
          <ErrorNote>Not tried with the last change: {reason(preview.error)}</ErrorNote>
        )}
      </section>
      {test && (
        <LeadPreview
          test={test}
          draft={draft}
          pipelines={pipelines}
          team={team}
          stale={preview.isFetching}
        />
      )}
    </div>
  );
}

/** For who may read only: what is mapped, without the menus. */
export function MappingRead({ mapping }: { mapping: Mapping }) {
  const rows = Object.entries(mapping);
  return (
    <div className={classes.tab}>
      <section className={classes.fields} aria-label="Incoming fields">
        {rows.length === 0 ? (
          <p className="t3">Nothing is mapped: fields go where their names say.</p>
        ) : (
          <ul className={classes.list}>
            {rows.map(([path, core]) => (
              <li key={path} className={classes.gone}>
                <code>{path}</code>
                <span className="t2">{coreLabel(core)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
