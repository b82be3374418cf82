import { Accessibility } from "@dnd-kit/dom";
import { DragDropProvider } from "@dnd-kit/react";
import { isSortable } from "@dnd-kit/react/sortable";
import { useState } from "react";
import { flushSync } from "react-dom";
import type { AutomationDetail } from "../api/types";
import { moved } from "../settings/move-buttons";
import classes from "./builder.module.css";
import {
  type Draft,
  type Problem,
  type Problems,
  savedKey,
  withChange,
  withCopy,
  without,
} from "./draft";
import { StepCard } from "./step-card";

/** The steps in their order, as cards that read as sentences. */
export function StepList({
  draft,
  base,
  saved,
  problems,
  edit,
}: {
  draft: Draft;
  base: Draft;
  /** With what the server counted and found. */
  saved: AutomationDetail | null;
  problems: Problems;
  /** Absent: only shown. */
  edit?: (draft: Draft) => void;
}) {
  const [told, setTold] = useState("");
  const { steps } = draft;
  const move = (from: number, to: number) => {
    const focused = document.activeElement;
    flushSync(() => edit?.({ ...draft, steps: moved(steps, from, to) }));
    // A card that the browser moved has lost it.
    if (focused instanceof HTMLElement) focused.focus();
    setTold(`Step ${from + 1} is now ${to + 1} of ${steps.length}`);
  };
  /** What the server says of a step holds while it is as it was. */
  const found = (key: string): Problem[] => {
    const was = base.steps.findIndex((s) => s.key === key);
    const same = steps.find((s) => s.key === key)?.step === base.steps[was]?.step;
    const own = (saved?.problems ?? []).filter((p) => same && p.step === was);
    return own.map((p) => ({ field: "step", message: p.detail }));
  };
  return (
    <>
      <DragDropProvider
        // The handle is the pointer's alone, so nothing is said of it.
        plugins={(defaults) => defaults.filter((p) => p !== Accessibility)}
        onDragEnd={(event) => {
          const { source } = event.operation;
          if (event.canceled || !isSortable(source)) return;
          const { initialIndex: from, index: to } = source;
          if (from !== to) edit?.({ ...draft, steps: moved(steps, from, to) });
        }}
      >
        <ol className={classes.steps} aria-label="Steps">
          {steps.map(({ key, step }, index) => (
            <StepCard
              key={key}
              id={key}
              step={step}
              index={index}
              count={steps.length}
              problems={problems[key] ?? found(key)}
              stats={saved?.step_stats.find((_, i) => savedKey(i) === key)}
              actions={
                edit && {
                  onChange: (to) => edit(withChange(draft, key, to)),
                  onMove: (to) => move(index, to),
                  onCopy: () => edit(withCopy(draft, key)),
                  onRemove: () => edit(without(draft, key)),
                }
              }
            />
          ))}
        </ol>
      </DragDropProvider>
      <span className="srOnly" aria-live="polite">
        {told}
      </span>
    </>
  );
}
