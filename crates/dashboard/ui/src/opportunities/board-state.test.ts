import { expect, test } from "vitest";
import type { Opportunity, OpportunityColumn, OpportunityStage } from "../api/types";
import { moved, placeIn, withPending } from "./board-state";

const deal = (id: string, stage: OpportunityStage) => ({ id, stage }) as Opportunity;
const column = (stage: OpportunityStage, count: number, ...ids: string[]): OpportunityColumn => ({
  stage,
  count,
  totals: [],
  weighted: [],
  cards: ids.map((id) => deal(id, stage)),
});
const board = () => [column("proposal", 60, "1", "2"), column("closed_won", 1, "9")];
const shape = (columns: OpportunityColumn[]) =>
  columns.map((c) => [c.count, ...c.cards.map((d) => `${d.id}:${d.stage}`)]);

test("an open stage goes by the close date, undated last; a closed one by the last change", () => {
  const on = (close_date: string | null) => ({ ...deal("5", "proposal"), close_date });
  const cards = ["2026-12-01", "2026-12-20", null].map((d, i) => ({ ...on(d), id: String(i) }));
  expect(placeIn(cards, on("2026-12-10"), "proposal")).toBe(1);
  expect(placeIn(cards, on("2027-01-01"), "proposal")).toBe(2);
  expect(placeIn(cards, on(null), "proposal")).toBe(3);
  expect(placeIn(cards, on("2027-01-01"), "closed_won")).toBe(0);
});

test("a moved card leads its new column, and both counts follow", () => {
  expect(shape(moved(board(), deal("2", "proposal"), "closed_won"))).toEqual([
    [59, "1:proposal"],
    [2, "2:closed_won", "9:closed_won"],
  ]);
});

test("a poll that has the move already counts it once", () => {
  const polled = moved(board(), deal("2", "proposal"), "closed_won");
  const pending = [{ seq: 1, deal: deal("2", "proposal"), to: "closed_won" as const }];
  expect(shape(withPending(polled, pending))).toEqual(shape(polled));
});
