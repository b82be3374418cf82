import { ActionIcon, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import type { Id } from "../api/types";
import { useKeys } from "../lib/hotkeys";
import { type Listed, lastList, type Neighbours, neighboursIn } from "../lib/last-list";
import { I } from "./icon";
import { Keys } from "./keys";
import classes from "./record-steps.module.css";

const ONE: Record<Listed, string> = {
  leads: "lead",
  contacts: "contact",
  accounts: "account",
  opportunities: "opportunity",
};

/** In the bar of a record's page: its place in the list it came from, and the way to the next by J and K. */
export function RecordSteps({ of, id }: { of: Listed; id: Id }) {
  const navigate = useNavigate();
  const beside = useMemo(() => neighboursIn(lastList(of), id), [of, id]);
  // Back leads to the list, however many records were looked at.
  const go = (to: Id | undefined) => to && navigate(`/${of}/${to}`, { replace: true });
  useKeys({ k: () => go(beside?.previous), j: () => go(beside?.next) });
  return beside && <StepButtons of={of} beside={beside} onStep={go} keys />;
}

export function StepButtons({
  of,
  beside,
  onStep,
  keys = false,
}: {
  of: Listed;
  beside: Neighbours;
  onStep: (to: Id) => void;
  /** Say the keys in the names. */
  keys?: boolean;
}) {
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const { place, previous, next } = beside;
  const step = (to: Id | undefined, word: "Previous" | "Next", key: "K" | "J") => (
    <Tooltip
      label={
        <>
          {word} {ONE[of]} <Keys combo={key} />
        </>
      }
    >
      <ActionIcon
        size={phone ? "lg" : undefined}
        aria-label={`${word} ${ONE[of]}${keys ? ` (${key})` : ""}`}
        disabled={!to}
        onClick={() => to && onStep(to)}
      >
        {word === "Previous" ? <IconChevronUp {...I} /> : <IconChevronDown {...I} />}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <span className={classes.steps}>
      <span className={classes.place}>{place}</span>
      {step(previous, "Previous", "K")}
      {step(next, "Next", "J")}
    </span>
  );
}
