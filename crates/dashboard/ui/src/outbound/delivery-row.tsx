import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { reason } from "../api/errors";
import type { Delivery, Id } from "../api/types";
import { useNow } from "../lib/use-now";
import { CodeBlock } from "../ui/code-block";
import { IS } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { say, sayRefused } from "../ui/toast";
import { replay } from "./api";
import classes from "./outbound.module.css";
import { outcome, STATES } from "./words";

export function DeliveryRow({ webhook, delivery }: { webhook: Id; delivery: Delivery }) {
  useNow();
  const body = useId();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const state = STATES[delivery.state];
  const text = outcome(delivery, Date.now());
  const again = async () => {
    setBusy(true);
    try {
      await replay(webhook, delivery.id);
      say(`${delivery.event} goes out again, as a new delivery`);
    } catch (error) {
      sayRefused(`Not replayed: ${reason(error)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={classes.delivery}>
      <div className={classes.head}>
        <UnstyledButton
          className={classes.expand}
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight {...IS} className={classes.chevron} data-open={open || undefined} />
          <span>
            <span className="badge" data-color={state.color}>
              {state.label}
            </span>
          </span>
          <span className="m cut">{delivery.event}</span>
          <span className={`t3 cut ${classes.outcome}`} title={text}>
            {text}
          </span>
        </UnstyledButton>
        <span className={`row ${classes.side}`}>
          <TimeAgo at={delivery.created_at} className={`t3 sm ${classes.when}`} />
          <Button size="xs" loading={busy} aria-label={`Replay ${delivery.event}`} onClick={again}>
            Replay
          </Button>
        </span>
      </div>
      {open && (
        <div className={classes.payload} id={body}>
          {delivery.last_error && (
            <p className={`t2 wrap ${classes.reason}`}>Last error: {delivery.last_error}</p>
          )}
          {delivery.payload === null ? (
            <p className="t3">What it told of is not here any more, so it has no body.</p>
          ) : (
            <CodeBlock text={JSON.stringify(delivery.payload, null, 2)} label="Payload" />
          )}
        </div>
      )}
    </li>
  );
}
