import { pointerIntersection } from "@dnd-kit/collision";
import { useDraggable, useDroppable } from "@dnd-kit/react";
import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconChevronsRight, IconPlus } from "@tabler/icons-react";
import { Fragment } from "react";
import { Link } from "react-router";
import { mateOf } from "../api/shared";
import type { Opportunity, OpportunityColumn, OpportunityStage, Teammate } from "../api/types";
import { OPPORTUNITY_STAGES } from "../crm/words";
import boardClasses from "../leads/board.module.css";
import cardClasses from "../leads/lead-card.module.css";
import { moneyList } from "../lib/money";
import { I } from "../ui/icon";
import { StageGlyph } from "../ui/stage";
import classes from "./board.module.css";
import { placeIn } from "./board-state";
import { DealCard } from "./deal-card";
import { deals } from "./deal-text";

/** A deal in the hand, and the stage it is over. */
export interface Drag {
  deal: Opportunity;
  over: OpportunityStage;
  by: "pointer" | "keyboard";
  height: number;
}

export interface CardActions {
  onOpen: (deal: Opportunity, newTab: boolean) => void;
  onCardKey: (event: React.KeyboardEvent, deal: Opportunity) => void;
}

export function BoardColumn({
  column,
  team,
  canMove,
  drag,
  more,
  onCollapse,
  ...actions
}: {
  column: OpportunityColumn;
  team: Teammate[];
  canMove: boolean;
  drag: Drag | null;
  /** The table of the whole stage. */
  more: string;
  /** Of a closed stage, to fold it again. */
  onCollapse?: () => void;
} & CardActions) {
  const { stage, cards } = column;
  const { label, meaning, look, probability } = OPPORTUNITY_STAGES[stage];
  const { ref } = useDroppable({
    id: stage,
    data: { stage },
    accept: "deal",
    collisionDetector: pointerIntersection,
  });
  // Where the card over this stage will stand.
  const receives = drag?.by === "pointer" && drag.over === stage && drag.deal.stage !== stage;
  const gap = receives ? placeIn(cards, drag.deal, stage) : -1;
  const space = <div className={cardClasses.gap} style={{ height: drag?.height }} />;
  return (
    <section
      ref={ref}
      className={boardClasses.column}
      data-stage={stage}
      aria-label={`${label}, ${deals(column.count)}`}
    >
      <header className={boardClasses.head}>
        <StageGlyph look={look} />
        <h2 className={`cut ${classes.title}`} title={meaning}>
          {label}
        </h2>
        <span className={boardClasses.count}>{column.count.toLocaleString("en")}</span>
        <span className="sp" />
        {onCollapse && (
          <ActionIcon size="xs" aria-label={`Collapse ${label}`} onClick={onCollapse}>
            <IconChevronsRight {...I} />
          </ActionIcon>
        )}
        {canMove && (
          <ActionIcon
            size="xs"
            aria-label={`New Opportunity in ${label}`}
            component={Link}
            to={`/opportunities/new?stage=${stage}`}
          >
            <IconPlus {...I} />
          </ActionIcon>
        )}
      </header>
      <div className={classes.sums}>
        <span className={column.count > 0 ? classes.total : "t3"}>
          {moneyList(column.totals, column.count > 0 ? "No amounts" : "Nothing here")}
        </span>
        <span className={classes.likely}>{probability}% likely</span>
      </div>
      <div className={boardClasses.list}>
        {cards.map((deal, index) => (
          <Fragment key={deal.id}>
            {gap === index && space}
            <BoardCard
              deal={deal}
              mate={mateOf(team, deal.owner_id)}
              canMove={canMove}
              held={drag?.by === "keyboard" && drag.deal.id === deal.id}
              {...actions}
            />
          </Fragment>
        ))}
        {gap === cards.length && space}
        {column.count === 0 && !receives && <p className={boardClasses.none}>{meaning}.</p>}
        {column.count > cards.length && (
          <Link className={`link ${boardClasses.more}`} to={more}>
            See all {column.count.toLocaleString("en")} in the table
          </Link>
        )}
      </div>
    </section>
  );
}

function BoardCard({
  deal,
  mate,
  canMove,
  held,
  onOpen,
  onCardKey,
}: {
  deal: Opportunity;
  mate: Teammate | undefined;
  canMove: boolean;
  held: boolean;
} & CardActions) {
  const { ref, isDragSource } = useDraggable({
    id: deal.id,
    data: { deal },
    type: "deal",
    disabled: !canMove,
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drag source that holds block layout, not a form button
    <div
      ref={ref}
      role="button"
      tabIndex={0}
      className={cardClasses.card}
      data-deal={deal.id}
      data-gap={isDragSource || undefined}
      data-held={held || undefined}
      onClick={(event) => onOpen(deal, event.ctrlKey || event.metaKey)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !held) {
          event.preventDefault();
          onOpen(deal, event.ctrlKey || event.metaKey);
        } else onCardKey(event, deal);
      }}
    >
      <DealCard deal={deal} mate={mate} />
    </div>
  );
}

/** Won or lost, folded to 40 px: opens on click, takes drops. */
export function Rail({ column, onOpen }: { column: OpportunityColumn; onOpen: () => void }) {
  const { label, look } = OPPORTUNITY_STAGES[column.stage];
  const { ref, isDropTarget } = useDroppable({
    id: `rail:${column.stage}`,
    data: { stage: column.stage },
    accept: "deal",
    collisionDetector: pointerIntersection,
  });
  return (
    <UnstyledButton
      ref={ref}
      className={boardClasses.rail}
      data-stage={column.stage}
      data-target={isDropTarget || undefined}
      title={moneyList(column.totals, "No amounts")}
      onClick={onOpen}
    >
      <span className="srOnly">Open the stage with</span>
      <StageGlyph look={look} />
      <span className={boardClasses.count}>{column.count.toLocaleString("en")}</span>
      <span className={boardClasses.vertical}>{label}</span>
    </UnstyledButton>
  );
}
