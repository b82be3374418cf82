import { describe, expect, it } from "vitest";
import type { Board, Lead, Stage } from "../api/types";
import {
  columnsOf,
  inOrder,
  orderOf,
  type PendingMove,
  pendingReducer,
  placeOf,
  withMove,
  withPlace,
} from "./board-state";

const lead = (id: string, stage: string) => ({ id, stage_id: stage, display_name: id }) as Lead;
const stage = (id: string, position: number) =>
  ({ id, name: id, position, color: "blue", type: "open" }) as Stage;

const board = (): Board => ({
  pipeline: {
    id: "p",
    name: "Default",
    is_default: true,
    stages: [stage("b", 1), stage("a", 0)],
    created_at: "",
    version: 1,
  },
  columns: [
    { stage_id: "a", count: 3, cards: [lead("1", "a"), lead("2", "a")] },
    { stage_id: "b", count: 1, cards: [lead("9", "b")] },
  ],
});
const move: PendingMove = { seq: 1, lead: lead("2", "a"), from: "a", to: "b", index: 1 };
const ids = (columns: ReturnType<typeof columnsOf>) => columns.map((c) => c.cards.map((l) => l.id));

describe("columnsOf", () => {
  it("follows the stages' order and appends further pages once", () => {
    const columns = columnsOf(board(), { a: [lead("2", "a"), lead("3", "a")] });
    expect(columns.map((c) => c.stageId)).toEqual(["a", "b"]);
    expect(ids(columns)).toEqual([["1", "2", "3"], ["9"]]);
  });
  it("shows a pending move over the server's state, counts included", () => {
    const columns = columnsOf(board(), {}, [move]);
    expect(ids(columns)).toEqual([["1"], ["9", "2"]]);
    expect(columns.map((c) => c.count)).toEqual([2, 2]);
    expect(columns[1]?.cards[1]?.stage_id).toBe("b");
  });
  it("does not bounce when a poll already brings the moved card", () => {
    const polled = board();
    polled.columns = [
      { stage_id: "a", count: 2, cards: [lead("1", "a")] },
      { stage_id: "b", count: 2, cards: [lead("9", "b"), lead("2", "b")] },
    ];
    const columns = columnsOf(polled, {}, [move]);
    expect(ids(columns)).toEqual([["1"], ["9", "2"]]);
    expect(columns.map((c) => c.count)).toEqual([2, 2]);
  });
});

describe("pendingReducer", () => {
  it("a refusal takes back that card alone", () => {
    let pending = pendingReducer([], { type: "move", move });
    pending = pendingReducer(pending, {
      type: "move",
      move: { seq: 2, lead: lead("1", "a"), from: "a", to: "b", index: 0 },
    });
    expect(ids(columnsOf(board(), {}, pending))).toEqual([[], ["1", "9", "2"]]);
    pending = pendingReducer(pending, { type: "refused", seq: 1 });
    expect(ids(columnsOf(board(), {}, pending))).toEqual([["2"], ["1", "9"]]);
  });
  it("the answer to an earlier move leaves a later one of the same card in place", () => {
    const again: PendingMove = { ...move, seq: 2, from: "b", to: "a", index: 0 };
    let pending = pendingReducer([move], { type: "move", move: again });
    pending = pendingReducer(pending, { type: "settled", seq: 1 });
    expect(ids(columnsOf(board(), {}, pending))).toEqual([["2", "1"], ["9"]]);
  });
  it("an answer lifts the overlay and the cached board already agrees", () => {
    const after = withMove(board(), move, lead("2", "b"));
    const pending = pendingReducer([move], { type: "settled", seq: 1 });
    expect(ids(columnsOf(after, {}, pending))).toEqual([["1"], ["9", "2"]]);
    expect(columnsOf(after).map((c) => c.count)).toEqual([2, 2]);
  });
});

describe("drag order", () => {
  it("finds a card and lays columns out in the dragged order", () => {
    const columns = columnsOf(board());
    const order = orderOf(columns);
    expect(placeOf(order, "2")).toEqual({ stageId: "a", index: 1 });
    const dragged = inOrder(columns, { a: ["1"], b: ["2", "9"] });
    expect(ids(dragged)).toEqual([["1"], ["2", "9"]]);
  });
});

describe("a card let go over a stage", () => {
  const held = { id: "1", order: { a: ["1", "2"], b: ["8", "9"] }, rail: null };
  it("keeps the place it is shown at", () => {
    expect(withPlace(held, "a", 7)).toBe(held);
    const folded = { ...held, rail: "b" };
    expect(withPlace(folded, "b", 1)).toBe(folded);
  });
  it("goes to the stage under the pointer, when it was still shown elsewhere", () => {
    expect(withPlace(held, "b", 1).order).toEqual({ a: ["2"], b: ["8", "1", "9"] });
    expect(withPlace({ ...held, rail: "won" }, "b", 0)).toMatchObject({
      rail: null,
      order: { a: ["2"], b: ["1", "8", "9"] },
    });
    expect(held.order.a).toEqual(["1", "2"]);
  });
});
