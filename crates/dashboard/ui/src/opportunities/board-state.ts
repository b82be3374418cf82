import type { Opportunity, OpportunityColumn, OpportunityStage } from "../api/types";
import { isOpen } from "../crm/words";

/** A move that the server has not answered yet. It lies over whatever the poll brings. */
export interface PendingMove {
  /** Tells two moves of one card apart. */
  seq: number;
  deal: Opportunity;
  to: OpportunityStage;
}

const byCloseDate = (deal: Opportunity) => `${deal.close_date ?? "without"} ${deal.id}`;

/** Where the server puts a card in a stage: open ones by the day they close, closed ones as they change. */
export function placeIn(cards: Opportunity[], deal: Opportunity, stage: OpportunityStage): number {
  if (!isOpen(stage)) return 0;
  const at = cards.findIndex((c) => byCloseDate(c) > byCloseDate(deal));
  return at < 0 ? cards.length : at;
}

/** The columns with one card moved. */
export function moved(
  columns: OpportunityColumn[],
  deal: Opportunity,
  to: OpportunityStage,
): OpportunityColumn[] {
  return columns.map((column) => {
    const cards = column.cards.filter((c) => c.id !== deal.id);
    const left = column.cards.length - cards.length;
    if (column.stage !== to)
      return left ? { ...column, cards, count: column.count - left } : column;
    cards.splice(placeIn(cards, deal, to), 0, { ...deal, stage: to });
    return { ...column, cards, count: column.count + 1 - left };
  });
}

/** What the board shows. Sums of money stay the server's until it has answered. */
export const withPending = (columns: OpportunityColumn[], pending: PendingMove[]) =>
  pending.reduce((now, { deal, to }) => moved(now, deal, to), columns);
