import { useRef, useState } from "react";
import { isStale, reason } from "../api/errors";
import { queryClient } from "../api/query";
import type { Id, Opportunity, OpportunityStage } from "../api/types";
import { OPPORTUNITY_STAGES } from "../crm/words";
import { sayRefused, sayWithUndo } from "../ui/toast";
import { BOARD_KEY, type BoardData, moveDeal, refresh } from "./api";
import { moved, type PendingMove } from "./board-state";

/** Why a deal stays where it is, in words of this page. */
const refused = (deal: Opportunity, error: unknown) =>
  isStale(error)
    ? `${deal.name} not moved: somebody else changed it first`
    : `${deal.name} not moved: ${reason(error)}`;

/** Moves that show at once and go back alone when the server refuses them. */
export function useMoves() {
  const [pending, setPending] = useState<PendingMove[]>([]);
  const [losing, setLosing] = useState<PendingMove | null>(null);
  const seq = useRef(0);
  const queues = useRef(new Map<Id, Promise<Opportunity | null>>());

  const begin = (deal: Opportunity, to: OpportunityStage) => {
    const move = { seq: ++seq.current, deal, to };
    setPending((all) => [...all.filter((m) => m.deal.id !== deal.id), move]);
    return move;
  };
  const end = ({ seq: own }: PendingMove) => setPending((all) => all.filter((m) => m.seq !== own));

  /** The calls of one card go out one after the other, each on the version that the last one left. */
  const send = async (move: PendingMove, why?: string | null) => {
    const { deal, to } = move;
    const before = queues.current.get(deal.id) ?? Promise.resolve(null);
    const run = before.then(async (last) => {
      // A poll that left before the move must not land after it.
      await queryClient.cancelQueries({ queryKey: BOARD_KEY });
      const latest = last && last.version > deal.version ? last : deal;
      const answer = await moveDeal(latest, to, why);
      queryClient.setQueriesData<BoardData>(
        { queryKey: BOARD_KEY },
        (old) => old && { columns: moved(old.columns, answer, to) },
      );
      return answer;
    });
    queues.current.set(
      deal.id,
      run.catch(() => null),
    );
    try {
      return await run;
    } catch (error) {
      if (isStale(error)) refresh(deal.id);
      throw error;
    } finally {
      end(move);
    }
  };

  const say = (before: Opportunity, after: Opportunity) =>
    sayWithUndo(`${after.name} moved to ${OPPORTUNITY_STAGES[after.stage].label}`, () => {
      const back = begin(after, before.stage);
      send(back, before.lost_reason).catch((error) => sayRefused(refused(after, error)));
    });

  /** Losing asks why first; anything else goes out at once. */
  const moveTo = async (deal: Opportunity, to: OpportunityStage) => {
    const under = pending.some((m) => m.deal.id === deal.id && m.to === to);
    if (deal.stage === to || under) return;
    const move = begin(deal, to);
    if (to === "closed_lost") return setLosing(move);
    try {
      say(deal, await send(move));
    } catch (error) {
      sayRefused(refused(deal, error));
    }
  };

  return {
    pending,
    moveTo,
    /** The deal that is about to be lost, for `LostDialog`. */
    losing: losing?.deal ?? null,
    lose: async (why: string) => {
      if (losing) say(losing.deal, await send(losing, why));
    },
    keep: () => {
      if (losing) end(losing);
      setLosing(null);
    },
  };
}
export type Moves = ReturnType<typeof useMoves>;
