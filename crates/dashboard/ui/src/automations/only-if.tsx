import { ActionIcon, Menu } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useId, useRef } from "react";
import { flushSync } from "react-dom";
import type { AutomationCondition } from "../api/types";
import { IS } from "../ui/icon";
import builder from "./builder.module.css";
import { ConditionSentence } from "./condition-sentence";
import { MOST_CONDITIONS } from "./conditions";
import { type Draft, type Problem, type Problems, withCondition } from "./draft";
import classes from "./only-if.module.css";
import { Wrong } from "./parts";

const KINDS: { kind: AutomationCondition["kind"]; label: string; about: string }[] = [
  { kind: "field", label: "Who they are", about: "Source, stage, tags, score or another field." },
  { kind: "activity", label: "What they did on your site", about: "More or fewer events lately." },
];

/** Whom it is for: all conditions have to hold when a run would begin. */
export function OnlyIf({
  draft,
  problems,
  edit,
}: {
  draft: Draft;
  problems: Problems;
  /** Absent: only shown. */
  edit?: (draft: Draft) => void;
}) {
  const add = useRef<HTMLButtonElement>(null);
  const { conditions } = draft;
  const remove = (key: string) => {
    const rest = conditions.filter((c) => c.key !== key);
    flushSync(() => edit?.({ ...draft, conditions: rest }));
    // The button that had the focus has gone.
    add.current?.focus();
  };
  const change = (key: string, condition: AutomationCondition) =>
    edit?.({
      ...draft,
      conditions: conditions.map((c) => (c.key === key ? { key, condition } : c)),
    });
  return (
    <>
      {conditions.length > 0 && (
        <ol className={classes.rows} aria-label="Conditions">
          {conditions.map(({ key, condition }, i) => (
            <Row
              key={key}
              condition={condition}
              index={i}
              problems={problems[key] ?? []}
              onChange={edit && ((to) => change(key, to))}
              onRemove={edit && (() => remove(key))}
            />
          ))}
        </ol>
      )}
      <Wrong problems={problems.conditions ?? []} />
      {edit && conditions.length >= MOST_CONDITIONS && (
        <p className={builder.about}>{MOST_CONDITIONS} conditions are the most.</p>
      )}
      {edit && conditions.length < MOST_CONDITIONS && (
        <Menu width={300}>
          <Menu.Target>
            <button ref={add} type="button" className={builder.addFallback}>
              <IconPlus {...IS} />
              {conditions.length > 0 ? "Add a condition" : "Only for some people"}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map(({ kind, label, about }) => (
              <Menu.Item key={kind} onClick={() => edit(withCondition(draft, kind))}>
                <span className="row">{label}</span>
                <span className="t3 sm">{about}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

function Row({
  condition,
  index,
  problems,
  onChange,
  onRemove,
}: {
  condition: AutomationCondition;
  index: number;
  problems: Problem[];
  onChange?: (condition: AutomationCondition) => void;
  onRemove?: () => void;
}) {
  const wrongId = useId();
  const of = `condition ${index + 1}`;
  return (
    <li
      className={classes.row}
      data-broken={problems.length > 0 || undefined}
      aria-label={`Condition ${index + 1}`}
      aria-describedby={problems.length > 0 ? wrongId : undefined}
    >
      <div className={`${builder.sentence} ${classes.sentence}`}>
        <span>{index === 0 ? "Only if" : "and"}</span>
        <ConditionSentence condition={condition} of={of} problems={problems} onChange={onChange} />
      </div>
      {onRemove && (
        <ActionIcon size="xs" aria-label={`Remove ${of}`} onClick={onRemove}>
          <IconX {...IS} />
        </ActionIcon>
      )}
      <Wrong id={wrongId} problems={problems} />
    </li>
  );
}
