import { Accessibility } from "@dnd-kit/dom";
import { DragDropProvider, DragOverlay } from "@dnd-kit/react";
import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from "react";
import { mateOf } from "../api/shared";
import type { Id, Opportunity, OpportunityColumn, OpportunityStage, Teammate } from "../api/types";
import { isOpen, OPPORTUNITY_STAGE_ORDER, OPPORTUNITY_STAGES } from "../crm/words";
import boardClasses from "../leads/board.module.css";
import { isArrow } from "../leads/keyboard-move";
import cardClasses from "../leads/lead-card.module.css";
import { droppedAt, lookAgain } from "../ui/board-drop";
import { boardSensors } from "../ui/board-sensors";
import { BoardColumn, type CardActions, type Drag, Rail } from "./board-column";
import { moved } from "./board-state";
import { DealCard } from "./deal-card";

const silent = Accessibility.configure({
  announcements: { dragstart: () => undefined, dragend: () => undefined },
  screenReaderInstructions: {
    draggable:
      "Enter opens the opportunity. Space lifts it, left and right arrow move it to another stage, Space drops it, Escape puts it back.",
  },
});

const labelOf = (stage: OpportunityStage) => OPPORTUNITY_STAGES[stage].label;

/** Six stages side by side; a deal has no place within its stage, only the stage. */
export function Board({
  columns,
  team,
  canMove,
  drag,
  setDrag,
  onMove,
  onOpen,
  tableOf,
}: {
  columns: OpportunityColumn[];
  team: Teammate[];
  canMove: boolean;
  drag: Drag | null;
  setDrag: Dispatch<SetStateAction<Drag | null>>;
  onMove: (deal: Opportunity, to: OpportunityStage) => void;
  onOpen: CardActions["onOpen"];
  /** The address of a stage's table. */
  tableOf: (stage: OpportunityStage) => string;
}) {
  const [opened, setOpened] = useState<Set<OpportunityStage>>(new Set());
  const [spoken, setSpoken] = useState("");
  const root = useRef<HTMLDivElement>(null);
  const byKeys = drag?.by === "keyboard" ? drag : null;
  const shown = byKeys ? moved(columns, byKeys.deal, byKeys.over) : columns;

  const drop = ({ deal, over }: Drag) => {
    setDrag(null);
    onMove(deal, over);
  };

  // The keyboard drag: the same hand, moved by arrows instead of a pointer.
  const onCardKey = (event: React.KeyboardEvent, deal: Opportunity) => {
    if (!canMove) return;
    const held = byKeys?.deal.id === deal.id ? byKeys : null;
    if (event.key === " ") {
      event.preventDefault();
      if (held) {
        setSpoken(`Dropped ${deal.name} in ${labelOf(held.over)}.`);
        return drop(held);
      }
      setDrag({ deal, over: deal.stage, by: "keyboard", height: 0 });
      setSpoken(`Lifted ${deal.name} in ${labelOf(deal.stage)}.`);
    } else if (held && isArrow(event.key)) {
      event.preventDefault();
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 }[event.key];
      const at = OPPORTUNITY_STAGE_ORDER.indexOf(held.over);
      const over = OPPORTUNITY_STAGE_ORDER[at + step] ?? held.over;
      setDrag({ ...held, over });
      setSpoken(`${deal.name}: ${labelOf(over)}.`);
    } else if (held && (event.key === "Escape" || event.key === "Tab")) {
      if (event.key === "Escape") event.preventDefault();
      setDrag(null);
      setSpoken(`${deal.name} is back in ${labelOf(held.deal.stage)}.`);
    }
  };

  // A card that changes column is a new element: the focus follows it.
  const lastHeld = useRef<Id | null>(null);
  const heldId = byKeys?.deal.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: must run on each stage the held card takes
  useEffect(() => {
    const id = heldId ?? lastHeld.current;
    lastHeld.current = heldId;
    if (!id) return;
    const card = root.current?.querySelector<HTMLElement>(`[data-deal="${id}"]`);
    if (card && document.activeElement !== card) card.focus();
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [heldId, byKeys?.over]);

  return (
    <DragDropProvider
      sensors={boardSensors}
      plugins={(defaults) => [...defaults.filter((p) => p !== Accessibility), silent]}
      onDragStart={({ operation: { source } }) => {
        const deal = source?.data.deal as Opportunity | undefined;
        if (!deal) return;
        const height = source?.element?.getBoundingClientRect().height ?? 96;
        setDrag({ deal, over: deal.stage, by: "pointer", height });
      }}
      onDragOver={({ operation: { target } }, manager) => {
        lookAgain(manager);
        const over = target?.data.stage as OpportunityStage | undefined;
        setDrag((held) => held && { ...held, over: over ?? held.deal.stage });
      }}
      onDragEnd={({ canceled, nativeEvent }) => {
        if (canceled || !drag) return setDrag(null);
        const at = droppedAt(root.current, nativeEvent, drag.deal.id, "data-deal");
        if (at === undefined) return drop(drag);
        const over = OPPORTUNITY_STAGE_ORDER.find((stage) => stage === at?.id);
        drop({ ...drag, over: over ?? drag.deal.stage });
      }}
    >
      <div className={boardClasses.board} ref={root}>
        {shown.map((column) => {
          const { stage } = column;
          const open = isOpen(stage);
          const toggle = () =>
            setOpened((old) => {
              const next = new Set(old);
              if (!next.delete(stage)) next.add(stage);
              return next;
            });
          if (!open && !opened.has(stage) && byKeys?.over !== stage) {
            return <Rail key={stage} column={column} onOpen={toggle} />;
          }
          return (
            <BoardColumn
              key={stage}
              column={column}
              team={team}
              canMove={canMove}
              drag={drag}
              more={tableOf(stage)}
              onOpen={onOpen}
              onCardKey={onCardKey}
              onCollapse={open ? undefined : toggle}
            />
          );
        })}
      </div>
      <DragOverlay dropAnimation={{ duration: 200, easing: "cubic-bezier(.2,0,0,1)" }}>
        {(source) => {
          const deal = source.data.deal as Opportunity | undefined;
          return deal ? (
            <div className={cardClasses.card} data-lift>
              <DealCard deal={deal} mate={mateOf(team, deal.owner_id)} />
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
