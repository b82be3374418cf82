import { Tooltip } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import type { Lead } from "../api/types";
import { useNow } from "../lib/use-now";
import { IS } from "../ui/icon";
import classes from "./next-step.module.css";
import { stalledReason } from "./stalled";

/** In a row there is room for the mark alone: the reason is a hover away, and read out. */
export function StalledMark({ lead, stage }: { lead: Lead; stage: string }) {
  const why = stalledReason(lead, stage, useNow());
  if (!why) return null;
  return (
    <Tooltip label={`Stalled: ${why}`}>
      <span className={classes.mark}>
        <IconClock {...IS} />
        <span className="srOnly">Stalled: {why}</span>
      </span>
    </Tooltip>
  );
}
