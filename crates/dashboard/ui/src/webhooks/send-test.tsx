import { Button, Group, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { reasonFor } from "../api/errors";
import { usePipelines } from "../api/shared";
import type { Webhook, WebhookTest } from "../api/types";
import { sendTest, useReceipts } from "./api";
import classes from "./field-map.module.css";
import { exampleFor, parsePayload } from "./mapping";
import { targetStage } from "./target";
import { BECAME } from "./words";

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

/** Posts as a form would, so that what comes of it is real. */
export function SendTest({
  webhook,
  unsaved,
  onClose,
}: {
  webhook: Webhook;
  /** Changes that a test does not know yet. */
  unsaved: boolean;
  onClose: () => void;
}) {
  const { data: pipelines } = usePipelines();
  const last = useReceipts(webhook.id).data?.pages[0]?.data.find(
    (r) => r.payload !== null && typeof r.payload === "object",
  );
  const [text, setText] = useState(() => pretty(exampleFor(webhook.field_mapping)));
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [made, setMade] = useState<WebhookTest | null>(null);
  const parsed = parsePayload(text);
  const stage = targetStage(webhook, pipelines)?.name;
  const type = (to: string) => {
    setText(to);
    setFailed(null);
    setMade(null);
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!parsed.payload) return;
    setBusy(true);
    setFailed(null);
    try {
      setMade(await sendTest(webhook.id, parsed.payload));
    } catch (error) {
      setFailed(reasonFor(error, "payload"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Send a test to ${webhook.name}`}
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <p className="t2" style={{ marginBottom: 12 }}>
          It is taken in as if a form had posted it: it makes a real lead
          {stage ? ` in ${stage}` : ""} and a receipt. Delete the lead afterwards if you like.
          {unsaved && " Your unsaved changes do not count yet."}
        </p>
        <Textarea
          label="Payload"
          classNames={{ input: classes.pasteInput }}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          data-autofocus
          value={text}
          error={parsed.problem ?? failed}
          onChange={(e) => type(e.currentTarget.value)}
        />
        {last && (
          <button
            type="button"
            className="link sm"
            style={{ marginTop: 8 }}
            onClick={() => type(pretty(last.payload))}
          >
            Fill in the last payload
          </button>
        )}
        {made && (
          <p role="status" className={classes.sent}>
            <span>Sent: {BECAME[made.outcome]}.</span>
            {made.lead_id && (
              <Link className="link" to={`/leads/${made.lead_id}`}>
                Open lead
              </Link>
            )}
          </p>
        )}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>{made ? "Close" : "Cancel"}</Button>
          <Button
            type="submit"
            variant={made ? "default" : "filled"}
            loading={busy}
            disabled={parsed.problem !== null}
          >
            {made ? "Send again" : "Send test"}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
