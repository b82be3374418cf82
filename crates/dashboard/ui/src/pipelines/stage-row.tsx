import { useSortable } from "@dnd-kit/react/sortable";
import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconGripVertical, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { MoveButtons } from "../settings/move-buttons";
import { I } from "../ui/icon";
import type { StageLook } from "../ui/stage";
import { ColourMenu, TypeMenu } from "../ui/stage-menus";
import classes from "./pipelines.module.css";
import type { Problems, StageDraft } from "./stage-draft";

/** What a stage without a number counts as. */
const PLAIN_CHANCE = { open: "Not set", won: "100", lost: "0" };

export function StageRow({
  stage,
  look,
  index,
  total,
  problems = {},
  stays,
  fresh,
  onChange,
  onMove,
  onRemove,
}: {
  stage: StageDraft;
  look: StageLook;
  index: number;
  total: number;
  problems?: Problems[string];
  /** Why it can't be removed. */
  stays: string | null;
  /** Just added: its name is asked for. */
  fresh: boolean;
  onChange: (change: Partial<StageDraft>) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const { ref, handleRef, isDragSource } = useSortable({
    id: stage.key,
    index,
    transition: { duration: 160, easing: "cubic-bezier(.2,0,0,1)" },
  });
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (fresh) box.current?.select();
  }, [fresh]);
  const name = stage.name.trim() || `stage ${index + 1}`;
  const open = stage.type === "open";
  return (
    <li
      ref={ref}
      className={classes.stage}
      data-dragged={isDragSource || undefined}
      aria-label={name}
    >
      {/* For the pointer; the buttons at the end are for everybody. */}
      <span ref={handleRef} className={classes.grip} aria-hidden="true">
        <IconGripVertical {...I} />
      </span>
      <ColourMenu
        name={name}
        look={look}
        className={classes.colour}
        onChoose={(color) => onChange({ color })}
      />
      <div className={classes.words}>
        <TextInput
          ref={box}
          size="sm"
          aria-label={`Name of ${name}`}
          placeholder="Name"
          maxLength={60}
          dir="auto"
          classNames={{ input: classes.name }}
          value={stage.name}
          error={problems.name}
          onChange={(e) => onChange({ name: e.currentTarget.value })}
        />
        <TextInput
          size="sm"
          aria-label={`Description of ${name}`}
          placeholder="What a lead in it is waiting for"
          maxLength={300}
          dir="auto"
          classNames={{ input: classes.about }}
          value={stage.description}
          error={problems.description}
          onChange={(e) => onChange({ description: e.currentTarget.value })}
        />
      </div>
      <div className={classes.type}>
        <span className={classes.caption}>Type</span>
        <TypeMenu
          name={name}
          type={stage.type}
          // What ends it has its own chance; a typed one was meant for an open stage.
          onChoose={(type) => onChange({ type, probability: "" })}
        />
        {problems.type && <p className={classes.wrong}>{problems.type}</p>}
      </div>
      <div className={classes.number}>
        <span className={classes.caption}>Likelihood</span>
        <TextInput
          size="sm"
          inputMode="numeric"
          aria-label={`Likelihood of ${name}, per cent`}
          placeholder={PLAIN_CHANCE[stage.type]}
          rightSection={<span className={classes.unit}>%</span>}
          value={stage.probability}
          error={problems.probability}
          onChange={(e) => onChange({ probability: e.currentTarget.value })}
        />
      </div>
      <div className={classes.number}>
        <span className={classes.caption}>Stalled after</span>
        <TextInput
          size="sm"
          inputMode="numeric"
          aria-label={`Stalled after, days in ${name}`}
          placeholder="Never"
          disabled={!open}
          rightSection={<span className={classes.unit}>days</span>}
          rightSectionWidth={42}
          value={open ? stage.staleAfter : ""}
          error={problems.staleAfter}
          onChange={(e) => onChange({ staleAfter: e.currentTarget.value })}
        />
      </div>
      <div className={classes.actions}>
        <MoveButtons name={name} index={index} count={total} onMove={onMove} />
        <Tooltip
          label={stays ?? `Remove ${name}`}
          events={{ hover: true, focus: true, touch: true }}
        >
          {/* Not the attribute `disabled`: the reason must be reachable by keyboard. */}
          <ActionIcon
            aria-label={`Remove ${name}`}
            aria-disabled={stays !== null || undefined}
            data-disabled={stays !== null || undefined}
            onClick={() => stays === null && onRemove()}
          >
            <IconTrash {...I} />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  );
}
