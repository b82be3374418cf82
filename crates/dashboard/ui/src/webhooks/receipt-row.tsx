import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconRepeat } from "@tabler/icons-react";
import { useId, useState } from "react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import type { Receipt, Webhook } from "../api/types";
import { CodeBlock } from "../ui/code-block";
import { IS } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { say, sayRefused } from "../ui/toast";
import { replay } from "./api";
import { gist } from "./mapping";
import classes from "./receipts.module.css";
import { BECAME, OUTCOMES } from "./words";

export function ReceiptRow({
  webhook,
  receipt,
  manage,
  onMap,
}: {
  webhook: Webhook;
  receipt: Receipt;
  manage: boolean;
  /** Takes its payload to the field mapping. */
  onMap: (payload: string) => void;
}) {
  const body = useId();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const outcome = OUTCOMES[receipt.outcome] ?? { label: receipt.outcome };
  const read = typeof receipt.payload !== "string";
  const text = read
    ? JSON.stringify(receipt.payload ?? null, null, 2)
    : (receipt.payload as string);
  const told = receipt.detail ?? gist(receipt.payload);
  const again = async () => {
    setBusy(true);
    try {
      const made = await replay(webhook.id, receipt.id);
      say(`Replayed: ${BECAME[made.outcome]}`);
    } catch (error) {
      sayRefused(`Not replayed: ${reason(error)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={classes.receipt}>
      <div className={classes.head}>
        <UnstyledButton
          className={classes.expand}
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight {...IS} className={classes.chevron} data-open={open || undefined} />
          <span className={classes.outcome}>
            <span className="badge" data-color={outcome.color}>
              {outcome.label}
            </span>
            {receipt.replay_of && (
              <span className={classes.repeat} title="A replay of an earlier receipt">
                <IconRepeat {...IS} />
                Replay
              </span>
            )}
          </span>
          <span className={classes.told} title={told} dir="auto">
            {told}
          </span>
        </UnstyledButton>
        <span className={classes.side}>
          <TimeAgo at={receipt.received_at} className={`t3 sm ${classes.when}`} />
          {receipt.lead_id && (
            <Link className="link" to={`/leads/${receipt.lead_id}`}>
              Open lead
            </Link>
          )}
        </span>
      </div>
      {open && (
        <div className={classes.payload} id={body}>
          <CodeBlock text={text} label="Payload" />
          {manage && (
            <div className={classes.actions}>
              <Button size="xs" loading={busy} leftSection={<IconRepeat {...IS} />} onClick={again}>
                Replay
              </Button>
              {read && (
                <Button size="xs" onClick={() => onMap(text)}>
                  Map its fields
                </Button>
              )}
              <span className="t3 sm">
                A replay runs it through today’s settings, as a receipt of its own.
              </span>
            </div>
          )}
        </div>
      )}
    </li>
  );
}
