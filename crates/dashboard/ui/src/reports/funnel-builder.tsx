import { Button, Menu } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { usePipelines } from "../api/shared";
import type { FunnelStep, SiteReport } from "../api/types";
import { useCan } from "../auth/session";
import { moved } from "../settings/move-buttons";
import { I } from "../ui/icon";
import classes from "./funnel.module.css";
import { StepRow } from "./funnel-step";
import {
  FEWEST_STEPS,
  KIND_ORDER,
  MOST_STEPS,
  placeFor,
  STEP_KINDS,
  type StepKind,
  stepOf,
  writeStep,
} from "./funnel-steps";

/** A row keeps its fields and its focus while it moves: rows are told apart by numbers that go with them. */
interface Row {
  key: number;
  step: FunnelStep;
}
let last = 0;
const rowOf = (step: FunnelStep): Row => ({ key: ++last, step });
const rowsOf = (steps: FunnelStep[]) => steps.map(rowOf);
const textOf = (steps: FunnelStep[]) => steps.map(writeStep).join("\n");

/** The steps as a list: each is chosen, moved and taken away where it stands. */
export function FunnelBuilder({
  steps,
  problems,
  top,
  onChange,
  onReset,
}: {
  steps: FunnelStep[];
  problems: Map<number, string>;
  /** What is proposed for pages and events. */
  top: SiteReport | undefined;
  onChange: (steps: FunnelStep[]) => void;
  /** Absent: these are the proposed steps. */
  onReset: (() => void) | null;
}) {
  const leads = useCan()("leads:view");
  const pipelines = usePipelines(leads).data ?? [];
  const [rows, setRows] = useState(() => rowsOf(steps));
  const [fresh, setFresh] = useState<Row | null>(null);
  // The address follows a moment later; when it says something else, it is the one that is right.
  const told = textOf(steps);
  const [heard, setHeard] = useState(told);
  if (told !== heard) {
    setHeard(told);
    if (told !== textOf(rows.map((r) => r.step))) setRows(rowsOf(steps));
  }
  const change = (next: Row[]) => {
    setRows(next);
    onChange(next.map((r) => r.step));
  };

  const kinds = KIND_ORDER.filter((kind) => kind !== "stage" || pipelines.length > 0);
  const insert = (kind: StepKind) => {
    const step = stepOf(kind, "");
    const row = rowOf(step);
    const steps = rows.map((r) => r.step);
    setFresh(row);
    change(rows.toSpliced(placeFor(steps, kind), 0, row));
  };
  const move = (from: number, to: number) => {
    if (to >= 0 && to < rows.length) change(moved(rows, from, to));
  };
  const full = rows.length >= MOST_STEPS;
  return (
    <div className={classes.builder}>
      <ol className={classes.steps} aria-label="Steps of the funnel">
        {rows.map((row, at) => (
          <StepRow
            key={row.key}
            step={row.step}
            at={at}
            count={rows.length}
            kinds={kinds}
            pipelines={pipelines}
            top={top}
            problem={problems.get(at)}
            fresh={row.key === fresh?.key}
            onChange={(step) => change(rows.with(at, { ...row, step }))}
            onMove={(to) => move(at, to)}
            onRemove={rows.length > FEWEST_STEPS ? () => change(rows.toSpliced(at, 1)) : undefined}
          />
        ))}
      </ol>
      <div className={classes.below}>
        <Menu
          position="bottom-start"
          disabled={full}
          returnFocus={fresh === null}
          onOpen={() => setFresh(null)}
        >
          <Menu.Target>
            <Button size="xs" leftSection={<IconPlus {...I} />} disabled={full}>
              Add step
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {kinds.map((kind) => (
              <Menu.Item key={kind} onClick={() => insert(kind)}>
                {STEP_KINDS[kind].label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {onReset && (
          <Button size="xs" variant="subtle" onClick={onReset}>
            Start over
          </Button>
        )}
        {full && <span className="t3 sm">Eight steps are the most</span>}
      </div>
    </div>
  );
}
