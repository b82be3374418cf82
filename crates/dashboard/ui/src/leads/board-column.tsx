import { CollisionPriority } from "@dnd-kit/abstract";
import { pointerIntersection } from "@dnd-kit/collision";
import { useDroppable } from "@dnd-kit/react";
import { useSortable } from "@dnd-kit/react/sortable";
import { ActionIcon, Button, UnstyledButton } from "@mantine/core";
import { IconChevronsRight, IconPlus } from "@tabler/icons-react";
import { Fragment, memo, useEffect, useRef } from "react";
import { mateOf } from "../api/shared";
import type { Id, Lead, Stage, Teammate } from "../api/types";
import { I } from "../ui/icon";
import { StageGlyph, type StageLook } from "../ui/stage";
import classes from "./board.module.css";
import type { Column } from "./board-state";
import { LeadCard } from "./lead-card";
import cardClasses from "./lead-card.module.css";
import { isPicked, type Selection } from "./selection";
import type { Drag } from "./use-board-drag";

export function BoardColumn({
  stage,
  look,
  column,
  team,
  openId,
  canMove,
  drag,
  onOpen,
  onAdd,
  onMore,
  loadingMore,
  onCardKey,
  onCollapse,
  selection,
  onPick,
}: {
  stage: Stage;
  look: StageLook;
  column: Column;
  team: Teammate[];
  openId: Id | null;
  canMove: boolean;
  drag: Drag | null;
  onOpen: (lead: Lead, newTab: boolean) => void;
  onAdd: (stageId: Id) => void;
  onMore: (stageId: Id) => void;
  loadingMore: boolean;
  onCardKey: (event: React.KeyboardEvent, id: Id) => void;
  onCollapse?: () => void;
  /** Absent: nothing can be picked. */
  selection?: Selection;
  /** `range`: from the last one that was picked, in the order of the column. */
  onPick: (id: Id, shown: Id[], range: boolean) => void;
}) {
  const { ref } = useDroppable({
    id: stage.id,
    type: "column",
    accept: "lead",
    collisionPriority: CollisionPriority.Low,
  });
  const left = column.count - column.cards.length;
  const here = column.cards.some((l) => l.id === drag?.id);
  // The gap a card leaves behind while it is over another stage.
  const gap =
    drag?.by === "pointer" && drag.from.stageId === stage.id && !here ? drag.from.index : -1;
  const box = useRef<HTMLElement>(null);
  const shown = column.cards.map((l) => l.id);
  const folds = onCollapse !== undefined;
  useEffect(() => {
    if (folds) box.current?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [folds]);
  return (
    <section
      ref={box}
      className={classes.column}
      data-stage={stage.id}
      aria-label={`${stage.name}, ${column.count} leads`}
    >
      <header className={classes.head}>
        <StageGlyph look={look} />
        <span className="cut" title={stage.description ?? undefined}>
          {stage.name}
        </span>
        <span className={classes.count}>{column.count}</span>
        <span className="sp" />
        {onCollapse && (
          <ActionIcon size="xs" aria-label={`Collapse ${stage.name}`} onClick={onCollapse}>
            <IconChevronsRight {...I} />
          </ActionIcon>
        )}
        {canMove && (
          <ActionIcon
            size="xs"
            aria-label={`Add Lead to ${stage.name}`}
            onClick={() => onAdd(stage.id)}
          >
            <IconPlus {...I} />
          </ActionIcon>
        )}
      </header>
      <div className={classes.list} ref={ref}>
        {column.cards.map((lead, index) => (
          <Fragment key={lead.id}>
            {gap === index && !here && (
              <div className={cardClasses.gap} style={{ height: drag?.height }} />
            )}
            <BoardCard
              lead={lead}
              index={index}
              stage={stage}
              mate={mateOf(team, lead.assigned_to)}
              open={lead.id === openId}
              canMove={canMove}
              held={drag?.by === "keyboard" && drag.id === lead.id}
              onOpen={onOpen}
              onKey={onCardKey}
              picked={selection && isPicked(selection, lead.id)}
              onPick={(range) => onPick(lead.id, shown, range)}
            />
          </Fragment>
        ))}
        {gap >= column.cards.length && !here && (
          <div className={cardClasses.gap} style={{ height: drag?.height }} />
        )}
        {column.count === 0 && !drag && (
          <p className={classes.none}>{stage.description || `No lead is in ${stage.name}.`}</p>
        )}
        {left > 0 && !drag && (
          <Button
            size="xs"
            variant="subtle"
            className={classes.more}
            loading={loadingMore}
            onClick={() => onMore(stage.id)}
          >
            Show more, {left.toLocaleString("en")} left
          </Button>
        )}
      </div>
    </section>
  );
}

const BoardCard = memo(function BoardCard({
  lead,
  index,
  stage,
  mate,
  open,
  canMove,
  held,
  onOpen,
  onKey,
  picked,
  onPick,
}: {
  lead: Lead;
  index: number;
  stage: Stage;
  mate: Teammate | undefined;
  open: boolean;
  canMove: boolean;
  held: boolean;
  onOpen: (lead: Lead, newTab: boolean) => void;
  onKey: (event: React.KeyboardEvent, id: Id) => void;
  picked: boolean | undefined;
  onPick: (range: boolean) => void;
}) {
  const { ref, isDragSource } = useSortable({
    id: lead.id,
    index,
    group: stage.id,
    type: "lead",
    accept: "lead",
    disabled: !canMove,
    transition: { duration: 160, easing: "cubic-bezier(.2,0,0,1)" },
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drag source that holds block layout, not a form button
    <div
      ref={ref}
      role="button"
      tabIndex={0}
      className={cardClasses.card}
      data-lead={lead.id}
      data-gap={isDragSource || undefined}
      data-open={open || undefined}
      data-held={held || undefined}
      data-picked={picked || undefined}
      onClick={(event) => {
        const mod = event.ctrlKey || event.metaKey;
        const box = (event.target as HTMLElement).closest("[data-pick]") !== null;
        if (picked !== undefined && (box || mod || event.shiftKey)) onPick(event.shiftKey);
        else onOpen(lead, mod);
      }}
      onKeyDown={(event) => {
        const mod = event.ctrlKey || event.metaKey;
        if (event.key === "Enter" && !held) {
          event.preventDefault();
          onOpen(lead, mod);
        } else if (event.key.toLowerCase() === "x" && !held && !mod && picked !== undefined) {
          onPick(event.shiftKey);
        } else onKey(event, lead.id);
      }}
    >
      <LeadCard lead={lead} mate={mate} stage={stage.name} picked={picked} />
    </div>
  );
});

/** Won or lost, folded to 40 px: opens on click, takes drops. */
export function Rail({
  look,
  column,
  onOpen,
}: {
  look: StageLook;
  column: Column;
  onOpen: () => void;
}) {
  const { ref, isDropTarget } = useDroppable({
    id: `rail:${column.stageId}`,
    type: "rail",
    accept: "lead",
    collisionPriority: CollisionPriority.High,
    collisionDetector: pointerIntersection,
  });
  return (
    <UnstyledButton
      ref={ref}
      className={classes.rail}
      data-stage={column.stageId}
      data-target={isDropTarget || undefined}
      onClick={onOpen}
    >
      <span className="srOnly">Open the stage with</span>
      <StageGlyph look={look} />
      <span className={classes.count}>{column.count}</span>
      <span className={classes.vertical}>{look.name}</span>
    </UnstyledButton>
  );
}
