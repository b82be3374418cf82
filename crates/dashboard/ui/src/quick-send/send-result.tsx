import { Button, Group } from "@mantine/core";
import { Link } from "react-router";
import type { Channel, QuickSendResult } from "../api/types";
import { useChannels } from "../channels/api";
import { useMessage } from "../messages/api";
import { DeliveryTicks } from "../messages/delivery-ticks";
import classes from "./quick-send.module.css";
import type { Recipients } from "./recipients";
import { groupSkipped, nameList, sentSaid } from "./result";

/** What became of it, with the reason of each skip. */
export function SendResult({
  result,
  to,
  channel,
  onBack,
  onClose,
}: {
  result: QuickSendResult;
  to: Recipients;
  channel: Channel;
  onBack: () => void;
  onClose: () => void;
}) {
  const { accepted, skipped } = result;
  // To one person it is waited for; to many the list of messages tells.
  const only = to.ids.length === 1 ? accepted[0] : undefined;
  const message = useMessage(only?.message_id ?? null, true).data;
  const setup = useChannels().data?.find((c) => c.channel === channel);
  return (
    <>
      <div role="status" className={classes.result}>
        <div className="b">{message?.status === "failed" ? "Not sent" : sentSaid(result)}</div>
        {message && <DeliveryTicks status={message.status} unknown={message.outcome_unknown} />}
        {message?.error && <p className={classes.error}>{message.error}</p>}
        {accepted.length > 0 && setup?.provider === "sandbox" && (
          <p className="t3">Sandbox: not sent anywhere. It is kept under Messages.</p>
        )}
      </div>
      {skipped.length > 0 && (
        <ul className={classes.skipped} aria-label="Skipped">
          {groupSkipped(skipped, to.known).map(({ detail, names }) => (
            <li key={detail}>
              <div className="wrap">{detail}</div>
              <div className="t3 sm wrap" dir="auto">
                {nameList(names)}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" gap={8} mt={20}>
        {accepted.length > 0 ? (
          <Button component={Link} to="/broadcasts/messages?origin=quick_send">
            See messages
          </Button>
        ) : (
          <Button onClick={onBack}>Back to the message</Button>
        )}
        <Button variant="filled" onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </>
  );
}
