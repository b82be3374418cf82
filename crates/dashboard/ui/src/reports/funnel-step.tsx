import { ActionIcon, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { FunnelStep, Id, Pipeline, SiteReport } from "../api/types";
import { MoveButtons } from "../settings/move-buttons";
import { I } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { StageGlyph, stageLook } from "../ui/stage";
import classes from "./funnel.module.css";
import { detailOf, isKind, STEP_KINDS, type StepKind, stepOf, typedPath } from "./funnel-steps";
import { Suggested } from "./suggested";

export function StepRow({
  step,
  at,
  count,
  kinds,
  pipelines,
  top,
  fresh,
  onChange,
  onMove,
  onRemove,
  ...given
}: {
  step: FunnelStep;
  at: number;
  count: number;
  kinds: StepKind[];
  pipelines: Pipeline[];
  top: SiteReport | undefined;
  problem?: string;
  /** Just added: its field takes the focus. */
  fresh: boolean;
  onChange: (step: FunnelStep) => void;
  onMove: (to: number) => void;
  /** Absent: there are too few to take one away. */
  onRemove?: () => void;
}) {
  const name = `step ${at + 1}`;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const boxes = row.current?.querySelectorAll<HTMLInputElement>("input:not([type=hidden])");
    if (fresh && boxes) boxes[boxes.length - 1]?.focus();
  }, [fresh]);
  // Who was just added is not blamed for being empty.
  const [left, setLeft] = useState(false);
  const problem = fresh && !left && detailOf(step) === "" ? undefined : given.problem;
  return (
    <li
      ref={row}
      className={classes.step}
      onBlur={() => setLeft(true)}
      onKeyDownCapture={(event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!event.altKey || !by) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(at + by);
      }}
    >
      <span className={classes.number}>{at + 1}</span>
      <Select
        size="sm"
        aria-label={`Kind of ${name}`}
        className={classes.kind}
        value={step.kind}
        data={kinds.map((kind) => ({ value: kind, label: STEP_KINDS[kind].label }))}
        onChange={(kind) => kind && isKind(kind) && onChange(stepOf(kind, ""))}
      />
      <div className={classes.value}>
        {step.kind === "page" && (
          <Suggested
            label={`Page of ${name}`}
            placeholder="/pricing"
            value={step.path}
            options={top?.top_pages.map((p) => ({ value: p.path, times: p.views })) ?? []}
            clean={typedPath}
            invalid={problem !== undefined}
            onChange={(path) => onChange({ kind: "page", path })}
          />
        )}
        {step.kind === "event" && (
          <Suggested
            label={`Event of ${name}`}
            placeholder="Name of the event, exactly"
            value={step.name}
            options={top?.top_events.map((e) => ({ value: e.name, times: e.count })) ?? []}
            clean={(text) => text.trim()}
            invalid={problem !== undefined}
            onChange={(event) => onChange({ kind: "event", name: event })}
          />
        )}
        {step.kind === "stage" && (
          <StageOf
            label={`Stage of ${name}`}
            value={step.stage_id}
            pipelines={pipelines}
            invalid={problem !== undefined}
            onChange={(stage_id) => onChange({ kind: "stage", stage_id })}
          />
        )}
      </div>
      <div className={classes.buttons}>
        <MoveButtons name={name} index={at} count={count} onMove={onMove} />
        <ActionIcon
          aria-label={`Remove ${name}`}
          title={onRemove ? undefined : "A funnel has two steps at least"}
          disabled={!onRemove}
          onClick={onRemove}
        >
          <IconX {...I} />
        </ActionIcon>
      </div>
      {problem && (
        <div className={classes.problem}>
          <ErrorNote>{problem}</ErrorNote>
        </div>
      )}
    </li>
  );
}

function StageOf({
  label,
  value,
  pipelines,
  invalid,
  onChange,
}: {
  label: string;
  value: Id;
  pipelines: Pipeline[];
  invalid: boolean;
  onChange: (id: Id) => void;
}) {
  const look = (id: Id) => {
    const all = pipelines.find((p) => p.stages.some((s) => s.id === id))?.stages ?? [];
    return stageLook(all, id);
  };
  const groups = pipelines.map((p) => ({
    group: p.name,
    items: [...p.stages]
      .sort((a, b) => a.position - b.position)
      .map((s) => ({ value: s.id, label: s.name })),
  }));
  const now = look(value);
  return (
    <Select
      size="sm"
      aria-label={label}
      placeholder="Choose a stage"
      value={now ? value : null}
      error={invalid}
      leftSection={now && <StageGlyph look={now} />}
      data={pipelines.length > 1 ? groups : (groups[0]?.items ?? [])}
      renderOption={({ option }) => {
        const own = look(option.value);
        return (
          <span className="row">
            {own && <StageGlyph look={own} />}
            {option.label}
          </span>
        );
      }}
      onChange={(id) => id && onChange(id)}
    />
  );
}
