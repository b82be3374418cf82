import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconChevronRight, IconTrash } from "@tabler/icons-react";
import { useId } from "react";
import type { CustomField } from "../api/types";
import { MoveButtons } from "../settings/move-buttons";
import { I, IS } from "../ui/icon";
import { BehaviorForm } from "./behavior-form";
import { type BehaviorDraft, inShort } from "./capture-draft";
import classes from "./chat-tab.module.css";

/** One behavior in a line; its settings unfold below it. */
export function BehaviorRow({
  behavior,
  index,
  count,
  custom,
  errors,
  wrong,
  open,
  fresh,
  disabled,
  onOpen,
  onChange,
  onMove,
  onRemove,
}: {
  behavior: BehaviorDraft;
  index: number;
  count: number;
  custom: CustomField[];
  errors: Record<string, string>;
  /** Something in it has to be corrected. */
  wrong: boolean;
  open: boolean;
  /** It was added just now: its name comes first. */
  fresh: boolean;
  disabled: boolean;
  onOpen: (on: boolean) => void;
  onChange: (behavior: BehaviorDraft) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const id = useId();
  const name = behavior.name.trim() || `behavior ${index + 1}`;
  return (
    <li className={classes.behavior} aria-label={name}>
      <div className={classes.head}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => onOpen(!open)}
        >
          <IconChevronRight {...IS} className={classes.chevron} />
          <span className={classes.words}>
            <span className="m wrap" dir="auto">
              {name}
            </span>
            <span className="t3 sm wrap">{inShort(behavior)}</span>
            {wrong && !open && (
              <span className={classes.wrong}>
                <IconAlertTriangle {...IS} /> Something in it has to be corrected.
              </span>
            )}
          </span>
        </button>
        {!disabled && (
          <div className={classes.tools}>
            <MoveButtons name={name} index={index} count={count} onMove={onMove} />
            <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
              <IconTrash {...I} />
            </ActionIcon>
          </div>
        )}
      </div>
      {open && (
        <div id={id} className={classes.body}>
          <BehaviorForm
            behavior={behavior}
            index={index}
            custom={custom}
            errors={errors}
            fresh={fresh}
            disabled={disabled}
            onChange={onChange}
          />
        </div>
      )}
    </li>
  );
}
