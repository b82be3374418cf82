import { Accessibility } from "@dnd-kit/dom";
import { move } from "@dnd-kit/helpers";
import { DragDropProvider, DragOverlay } from "@dnd-kit/react";
import { useEffect, useRef, useState } from "react";
import { mateOf } from "../api/shared";
import type { Id, Lead, Pipeline, Teammate } from "../api/types";
import { droppedAt, lookAgain } from "../ui/board-drop";
import { boardSensors } from "../ui/board-sensors";
import { stageLook } from "../ui/stage";
import classes from "./board.module.css";
import { BoardColumn, Rail } from "./board-column";
import { type Column, inOrder, orderOf, placeOf, withPlace } from "./board-state";
import { arrow, isArrow } from "./keyboard-move";
import { LeadCard } from "./lead-card";
import cardClasses from "./lead-card.module.css";
import type { useBoardDrag } from "./use-board-drag";
import type { Selecting } from "./use-selection";

const silent = Accessibility.configure({
  announcements: { dragstart: () => undefined, dragend: () => undefined },
  screenReaderInstructions: {
    draggable:
      "Enter opens the lead, X selects it. Space lifts it, the arrow keys move it, Space drops it, Escape puts it back.",
  },
});

export function Board({
  pipeline,
  columns,
  team,
  openId,
  canMove,
  hand,
  onOpen,
  onAdd,
  onMore,
  loadingMore,
  selecting,
}: {
  pipeline: Pipeline;
  columns: Column[];
  team: Teammate[];
  openId: Id | null;
  canMove: boolean;
  hand: ReturnType<typeof useBoardDrag>;
  onOpen: (lead: Lead, newTab: boolean) => void;
  onAdd: (stageId: Id) => void;
  onMore: (stageId: Id) => void;
  loadingMore: Set<Id>;
  selecting: Selecting;
}) {
  const { drag, setDrag, drop, nameOf } = hand;
  const [opened, setOpened] = useState<Set<Id>>(new Set());
  const [spoken, setSpoken] = useState("");
  const shown = drag ? inOrder(drag.columns, drag.order) : columns;
  const leads = new Map((drag?.columns ?? columns).flatMap((c) => c.cards.map((l) => [l.id, l])));
  const stages = [...pipeline.stages].sort((a, b) => a.position - b.position);
  const stageIds = stages.map((s) => s.id);
  const root = useRef<HTMLDivElement>(null);

  const lift = (id: Id, by: "pointer" | "keyboard", height: number) => {
    const order = orderOf(columns);
    const from = placeOf(order, id);
    const lead = leads.get(id);
    if (!from || !lead) return;
    setDrag({ id, lead, from, columns, order, rail: null, by, height });
    setSpoken(`Lifted ${lead.display_name} in ${nameOf(from.stageId)}.`);
  };
  const where = (held: NonNullable<typeof drag>) => {
    const place = placeOf(held.order, held.id);
    return place ? `${nameOf(place.stageId)}, place ${place.index + 1}` : "";
  };

  // The keyboard drag: the same hand, moved by arrows instead of a pointer.
  const onKeyDown = (event: React.KeyboardEvent, id: Id) => {
    if (!canMove) return;
    const held = drag?.by === "keyboard" && drag.id === id ? drag : null;
    if (event.key === " ") {
      event.preventDefault();
      if (!held) return lift(id, "keyboard", 0);
      setSpoken(`Dropped ${held.lead.display_name} in ${where(held)}.`);
      drop(held);
    } else if (held && isArrow(event.key)) {
      event.preventDefault();
      const order = arrow(held.order, stageIds, id, event.key);
      const next = { ...held, order };
      setDrag(next);
      setSpoken(`${held.lead.display_name}: ${where(next)}.`);
    } else if (held && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setDrag(null);
      setSpoken(`${held.lead.display_name} is back in ${nameOf(held.from.stageId)}.`);
    } else if (held && event.key === "Tab") setDrag(null);
  };

  // A card that changes column is a new element: the focus follows it.
  const lastHeld = useRef<Id | null>(null);
  const heldId = drag?.by === "keyboard" ? drag.id : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: must run on each place the held card takes
  useEffect(() => {
    const id = heldId ?? lastHeld.current;
    lastHeld.current = heldId;
    if (!id) return;
    const card = root.current?.querySelector<HTMLElement>(`[data-lead="${id}"]`);
    if (card && document.activeElement !== card) card.focus();
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [heldId, drag?.order]);

  return (
    <DragDropProvider
      sensors={boardSensors}
      plugins={(defaults) => [...defaults.filter((p) => p !== Accessibility), silent]}
      onDragStart={(event) => {
        const source = event.operation.source;
        if (!source) return;
        lift(String(source.id), "pointer", source.element?.getBoundingClientRect().height ?? 96);
      }}
      onDragOver={(event, manager) => {
        lookAgain(manager);
        const target = event.operation.target;
        const rail = target?.type === "rail" ? String(target.id).replace("rail:", "") : null;
        setDrag((held) => {
          if (!held) return held;
          if (rail) return { ...held, rail, order: orderOf(held.columns) };
          return { ...held, rail: null, order: move(held.order, event) };
        });
      }}
      onDragEnd={(event) => {
        if (event.canceled || !drag) return setDrag(null);
        const at = droppedAt(root.current, event.nativeEvent, drag.id, "data-lead");
        drop(at ? withPlace(drag, at.id, at.index) : drag);
      }}
    >
      <div className={classes.board} ref={root} data-selecting={selecting.some || undefined}>
        {shown.map((column) => {
          const stage = stages.find((s) => s.id === column.stageId);
          const look = stageLook(stages, column.stageId);
          if (!stage || !look) return null;
          const closed = stage.type !== "open" && !opened.has(stage.id);
          const holds =
            drag?.by === "keyboard" && placeOf(drag.order, drag.id)?.stageId === stage.id;
          const toggle = () =>
            setOpened((old) => {
              const next = new Set(old);
              if (!next.delete(stage.id)) next.add(stage.id);
              return next;
            });
          if (closed && !holds) {
            return <Rail key={stage.id} look={look} column={column} onOpen={toggle} />;
          }
          return (
            <BoardColumn
              key={stage.id}
              stage={stage}
              look={look}
              column={column}
              team={team}
              openId={openId}
              canMove={canMove}
              drag={drag}
              onOpen={onOpen}
              onAdd={onAdd}
              onMore={onMore}
              loadingMore={loadingMore.has(stage.id)}
              onCardKey={onKeyDown}
              onCollapse={stage.type === "open" ? undefined : toggle}
              selection={canMove ? selecting.now : undefined}
              onPick={selecting.pick}
            />
          );
        })}
      </div>
      <DragOverlay dropAnimation={{ duration: 200, easing: "cubic-bezier(.2,0,0,1)" }}>
        {(source) => {
          const lead = leads.get(String(source.id));
          return lead ? (
            <div className={cardClasses.card} data-lift>
              <LeadCard
                lead={lead}
                mate={mateOf(team, lead.assigned_to)}
                stage={nameOf(lead.stage_id)}
              />
            </div>
          ) : null;
        }}
      </DragOverlay>
      <div role="status" aria-live="assertive" className="srOnly">
        {spoken}
      </div>
    </DragDropProvider>
  );
}
