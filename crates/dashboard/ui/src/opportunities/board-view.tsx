import { useState } from "react";
import { useNavigate } from "react-router";
import { useTeam } from "../api/shared";
import type { Opportunity, OpportunityColumn, OpportunityStage } from "../api/types";
import { useOpportunityGate } from "../crm/plan";
import { OPPORTUNITY_STAGES } from "../crm/words";
import { BoardSkeleton } from "../leads/board-skeleton";
import { type ListPart, useLastList } from "../lib/last-list";
import { LoadFailed } from "../ui/notes";
import { useDealBoard } from "./api";
import { Board } from "./board";
import type { Drag } from "./board-column";
import { withPending } from "./board-state";
import { LostDialog } from "./lost-dialog";
import { FirstDeal, NothingFound } from "./nothing";
import { anyFilter, type DealsUrl, type SetDealsUrl, tableOf } from "./opportunities-url";
import { PhoneBoard } from "./phone-board";
import { useMoves } from "./use-moves";

const partsOf = (columns: OpportunityColumn[]): ListPart[] =>
  columns.map(({ stage, count, cards }) => ({
    ids: cards.map((deal) => deal.id),
    before: 0,
    total: count,
    name: OPPORTUNITY_STAGES[stage].label,
  }));

export function BoardView({
  url,
  set,
  phone,
  manage,
}: {
  url: DealsUrl;
  set: SetDealsUrl;
  phone: boolean;
  manage: boolean;
}) {
  const navigate = useNavigate();
  const gate = useOpportunityGate();
  const team = useTeam().data ?? [];
  const moves = useMoves();
  const [drag, setDrag] = useState<Drag | null>(null);
  const board = useDealBoard(url, drag !== null);
  useLastList("opportunities", board.data && partsOf(board.data.columns));
  if (board.error && !board.data) {
    return <LoadFailed what="the board" error={board.error} retry={() => board.refetch()} />;
  }
  if (!board.data) return <BoardSkeleton phone={phone} />;
  const columns = withPending(board.data.columns, moves.pending);
  const total = columns.reduce((sum, c) => sum + c.count, 0);
  if (total === 0 && anyFilter(url)) return <NothingFound set={set} />;
  const first = total === 0 && <FirstDeal manage={manage} />;
  if (first && phone) return first;
  const common = {
    columns,
    team,
    canMove: manage && gate.allowed,
    onMove: (deal: Opportunity, to: OpportunityStage) => void moves.moveTo(deal, to),
    tableOf: (of: OpportunityStage) => tableOf({ ...url, stage: of, state: null, page: 1 }),
  };
  return (
    <>
      {first}
      {phone ? (
        <PhoneBoard
          {...common}
          stage={url.stage}
          onStage={(to) => set({ stage: to }, { replace: true })}
        />
      ) : (
        <Board
          {...common}
          drag={drag}
          setDrag={setDrag}
          onOpen={(deal, newTab) => {
            const to = `/opportunities/${deal.id}`;
            if (newTab) window.open(to, "_blank", "noopener");
            else navigate(to);
          }}
        />
      )}
      <LostDialog moves={moves} />
    </>
  );
}
