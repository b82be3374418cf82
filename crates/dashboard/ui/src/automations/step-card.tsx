import { useSortable } from "@dnd-kit/react/sortable";
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconGripVertical,
  IconTrash,
  IconUserShare,
} from "@tabler/icons-react";
import { useId } from "react";
import type { AutomationDetail, AutomationStep } from "../api/types";
import { I } from "../ui/icon";
import { Keys } from "../ui/keys";
import classes from "./builder.module.css";
import type { Problem } from "./draft";
import { Fallback } from "./message-sentence";
import { Wrong } from "./parts";
import { StepSentence } from "./step-sentence";

export interface StepActions {
  onChange: (step: AutomationStep) => void;
  onMove: (to: number) => void;
  onCopy: () => void;
  onRemove: () => void;
}

export function StepCard({
  id,
  step,
  index,
  count,
  problems,
  stats,
  actions,
}: {
  id: string;
  step: AutomationStep;
  index: number;
  count: number;
  problems: Problem[];
  /** What became of it until now, of one that is saved. */
  stats?: AutomationDetail["step_stats"][number];
  /** Absent: only shown. */
  actions?: StepActions;
}) {
  const { ref, handleRef, isDragSource } = useSortable({
    id,
    index,
    disabled: !actions,
    transition: { duration: 160, easing: "cubic-bezier(.2,0,0,1)" },
  });
  const wrongId = useId();
  const of = `step ${index + 1}`;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !actions || index + by < 0 || index + by >= count) return;
    event.preventDefault();
    actions.onMove(index + by);
  };
  return (
    <li
      ref={ref}
      className={classes.card}
      data-broken={problems.length > 0 || undefined}
      data-dragged={isDragSource || undefined}
      aria-label={`Step ${index + 1}`}
      aria-describedby={problems.length > 0 ? wrongId : undefined}
      onKeyDown={onKeyDown}
    >
      <span className={classes.mark}>{index + 1}</span>
      <div className={classes.body}>
        <div className={classes.sentence}>
          <StepSentence step={step} of={of} problems={problems} onChange={actions?.onChange} />
        </div>
        {step.kind === "message" && (
          <Fallback step={step} of={of} problems={problems} onChange={actions?.onChange} />
        )}
        <Wrong id={wrongId} problems={problems} />
        {stats && <Stats step={step} stats={stats} />}
      </div>
      {actions && (
        <div className={classes.actions}>
          {/* For the pointer; the menu and Alt with the arrow keys are for everybody. */}
          <span ref={handleRef} className={classes.grip} aria-hidden="true">
            <IconGripVertical {...I} />
          </span>
          <StepMenu step={step} of={of} index={index} count={count} actions={actions} />
        </div>
      )}
    </li>
  );
}

function StepMenu({
  step,
  of,
  index,
  count,
  actions: { onChange, onMove, onCopy, onRemove },
}: {
  step: AutomationStep;
  of: string;
  index: number;
  count: number;
  actions: StepActions;
}) {
  const mail = step.kind === "message" && step.channel === "email" ? step : null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`Actions of ${of}`}>
          <IconDots {...I} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowUp {...I} />}
          rightSection={<Keys combo="Alt ↑" />}
          disabled={index === 0}
          onClick={() => onMove(index - 1)}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown {...I} />}
          rightSection={<Keys combo="Alt ↓" />}
          disabled={index === count - 1}
          onClick={() => onMove(index + 1)}
        >
          Move down
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy {...I} />} onClick={onCopy}>
          Duplicate
        </Menu.Item>
        {mail && mail.recipient === "person" && (
          <Menu.Item
            leftSection={<IconUserShare {...I} />}
            onClick={() => onChange({ ...mail, recipient: "owner" })}
          >
            Send to the assignee instead
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconTrash {...I} />} data-danger onClick={onRemove}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Stats({
  step,
  stats,
}: {
  step: AutomationStep;
  stats: AutomationDetail["step_stats"][number];
}) {
  const all: [string, number][] = [
    [step.kind === "message" ? "Sent" : "Done", stats.sent],
    ["Waiting", stats.waiting],
    ["Failed", stats.failed],
    ["Skipped", stats.skipped],
  ];
  const said = all.filter(([, n]) => n > 0).map(([word, n]) => `${word} ${n.toLocaleString("en")}`);
  return said.length > 0 && <p className={classes.stats}>{said.join(" · ")}</p>;
}
