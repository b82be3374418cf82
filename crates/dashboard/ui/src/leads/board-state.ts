import type { Board, Id, Lead } from "../api/types";

/** A move the server has not answered yet. It lies over whatever the poll brings. */
export interface PendingMove {
  /** Tells two moves of one card apart. */
  seq: number;
  lead: Lead;
  from: Id;
  to: Id;
  index: number;
}
/** In the order they were made. */
export type Pending = PendingMove[];

export interface Column {
  stageId: Id;
  count: number;
  cards: Lead[];
}

export type Action =
  | { type: "move"; move: PendingMove }
  | { type: "settled"; seq: number }
  | { type: "refused"; seq: number };

/** Settled and refused both lift the overlay: the first because the server agrees by now, the second takes that card alone back. */
export function pendingReducer(state: Pending, action: Action): Pending {
  if (action.type === "move") {
    return [...state.filter((m) => m.lead.id !== action.move.lead.id), action.move];
  }
  return state.filter((m) => m.seq !== action.seq);
}

/** What the board shows: the server's columns, further pages, then the pending moves. */
export function columnsOf(
  board: Board,
  more: Record<Id, Lead[]> = {},
  pending: Pending = [],
): Column[] {
  const columns = [...board.pipeline.stages]
    .sort((a, b) => a.position - b.position)
    .map((stage): Column => {
      const own = board.columns.find((c) => c.stage_id === stage.id);
      return { stageId: stage.id, count: own?.count ?? 0, cards: [...(own?.cards ?? [])] };
    });
  const onFirst = new Set(columns.flatMap((c) => c.cards.map((l) => l.id)));
  for (const column of columns) {
    for (const lead of more[column.stageId] ?? []) {
      if (!onFirst.has(lead.id)) {
        onFirst.add(lead.id);
        column.cards.push(lead);
      }
    }
  }
  for (const move of pending) applyMove(columns, move);
  return columns;
}

function applyMove(columns: Column[], { lead, from, to, index }: PendingMove) {
  const target = columns.find((c) => c.stageId === to);
  if (!target) return;
  let current = lead;
  const now = columns.find((c) => c.cards.some((l) => l.id === lead.id));
  if (now) {
    const at = now.cards.findIndex((l) => l.id === lead.id);
    current = now.cards[at] ?? lead;
    now.cards.splice(at, 1);
    now.count -= 1;
  } else {
    const source = columns.find((c) => c.stageId === from);
    if (source && source.count > 0) source.count -= 1;
  }
  target.cards.splice(Math.min(index, target.cards.length), 0, { ...current, stage_id: to });
  target.count += 1;
}

/** Writes an answered move into the cached board, so that nothing flickers before the next poll. */
export function withMove(board: Board, move: PendingMove, answer: Lead): Board {
  const columns = columnsOf(board, {}, [{ ...move, lead: answer }]);
  return {
    ...board,
    columns: columns.map((c) => ({
      stage_id: c.stageId,
      count: c.count,
      cards: c.cards.map((l) => (l.id === answer.id ? { ...l, ...answer } : l)),
    })),
  };
}

/** Where each card is, by id: what the drag works on. */
export type Order = Record<Id, Id[]>;
export const orderOf = (columns: Column[]): Order =>
  Object.fromEntries(columns.map((c) => [c.stageId, c.cards.map((l) => l.id)]));

export function placeOf(order: Order, id: Id): { stageId: Id; index: number } | null {
  for (const [stageId, ids] of Object.entries(order)) {
    const index = ids.indexOf(id);
    if (index >= 0) return { stageId, index };
  }
  return null;
}

/** A card in the hand, let go over a stage: its place there as shown, unless it was still shown elsewhere. */
export function withPlace<D extends { id: Id; order: Order; rail: Id | null }>(
  held: D,
  stageId: Id,
  index: number,
): D {
  const shown = held.rail ?? placeOf(held.order, held.id)?.stageId;
  if (shown === stageId) return held;
  const order: Order = {};
  for (const [stage, ids] of Object.entries(held.order)) {
    order[stage] = ids.filter((id) => id !== held.id);
  }
  order[stageId]?.splice(index, 0, held.id);
  return { ...held, rail: null, order };
}

/** The columns as they look during a drag. */
export function inOrder(columns: Column[], order: Order): Column[] {
  const byId = new Map(columns.flatMap((c) => c.cards.map((l) => [l.id, l] as const)));
  return columns.map((c) => {
    const ids = order[c.stageId];
    if (!ids) return c;
    const cards = ids.map((id) => byId.get(id)).filter((l): l is Lead => l !== undefined);
    return { ...c, cards };
  });
}
