import { useReducer, useRef, useState } from "react";
import { queryClient } from "../api/query";
import type { Board, Id, Lead, Stage } from "../api/types";
import { sayRefused, sayWithUndo } from "../ui/toast";
import { moveRefused } from "./actions";
import { moveLead, refresh, took } from "./api";
import {
  type Column,
  type Order,
  type PendingMove,
  pendingReducer,
  placeOf,
  withMove,
} from "./board-state";

/** A card in the hand: the board as it was when lifted, and where the card is now. */
export interface Drag {
  id: Id;
  lead: Lead;
  from: { stageId: Id; index: number };
  columns: Column[];
  order: Order;
  /** The collapsed won or lost stage it hovers over. */
  rail: Id | null;
  by: "pointer" | "keyboard";
  height: number;
}

type Move = Omit<PendingMove, "seq">;

export function useBoardDrag(stages: Stage[]) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [pending, dispatch] = useReducer(pendingReducer, []);
  const seq = useRef(0);
  const queues = useRef(new Map<Id, Promise<void>>());

  const nameOf = (stageId: Id) => stages.find((s) => s.id === stageId)?.name ?? "the stage";

  /** The board shows the move at once; the calls of one card go out one after the other. */
  const commit = (move: Move, undoIndex: number | null) => {
    const mine = { ...move, seq: ++seq.current };
    dispatch({ type: "move", move: mine });
    const { id } = move.lead;
    const before = queues.current.get(id) ?? Promise.resolve();
    const run = before.then(() => send(mine, undoIndex));
    queues.current.set(id, run);
  };

  const send = async (move: PendingMove, undoIndex: number | null) => {
    const { id, display_name: name } = move.lead;
    try {
      // A poll that left before the move must not land after it.
      await queryClient.cancelQueries({ queryKey: ["leads", "board"] });
      const answer = await moveLead(id, move.to, move.from, move.index);
      queryClient.setQueriesData<Board>({ queryKey: ["leads", "board"] }, (old) =>
        old?.pipeline.stages.some((s) => s.id === move.to) ? withMove(old, move, answer) : old,
      );
      dispatch({ type: "settled", seq: move.seq });
      took(answer);
      if (undoIndex === null || move.from === move.to) return;
      sayWithUndo(`${name} moved to ${nameOf(move.to)}`, () =>
        commit({ lead: answer, from: move.to, to: move.from, index: undoIndex }, null),
      );
    } catch (error) {
      // This card alone goes back.
      dispatch({ type: "refused", seq: move.seq });
      sayRefused(moveRefused(name, error));
      void refresh(id);
    }
  };

  const drop = (held: Drag) => {
    setDrag(null);
    const place = held.rail ? { stageId: held.rail, index: 0 } : placeOf(held.order, held.id);
    if (!place) return;
    if (place.stageId === held.from.stageId && place.index === held.from.index) return;
    commit(
      { lead: held.lead, from: held.from.stageId, to: place.stageId, index: place.index },
      held.from.index,
    );
  };

  return { drag, setDrag, pending, drop, nameOf };
}
