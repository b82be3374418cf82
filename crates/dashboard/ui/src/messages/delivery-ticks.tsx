import { IconAlertTriangle, IconCheck, IconChecks, IconClock } from "@tabler/icons-react";
import type { Channel, MessageStatus } from "../api/types";
import { IS } from "../ui/icon";
import classes from "./delivery-ticks.module.css";
import { statusWord } from "./words";

const ICONS = {
  pending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertTriangle,
};

/** How far a message came, as messengers show it; the word stands beside the ticks. */
export function DeliveryTicks({
  status,
  unknown,
  channel,
}: {
  status: MessageStatus;
  unknown: boolean;
  /** Where the word is to be the channel's own. */
  channel?: Channel;
}) {
  const Icon = ICONS[status];
  return (
    <span className={classes.ticks} data-status={status}>
      <Icon {...IS} />
      {statusWord(status, unknown, channel)}
    </span>
  );
}
