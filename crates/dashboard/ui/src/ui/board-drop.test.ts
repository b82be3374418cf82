import { describe, expect, it } from "vitest";
import { type Area, placeAt } from "./board-drop";

const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
const frame = box(0, 0, 500, 600);
const areas: Area[] = [
  {
    id: "new",
    box: box(0, 0, 240, 600),
    cards: [
      { id: "a", box: box(8, 50, 224, 100) },
      { id: "b", box: box(8, 156, 224, 100) },
    ],
  },
  { id: "won", box: box(250, 0, 240, 600), cards: [{ id: "c", box: box(258, 50, 224, 100) }] },
  { id: "lost", box: box(500, 0, 40, 600), cards: [] },
];
const at = (x: number, y: number, held = "none") => placeAt(frame, areas, { x, y }, held);

describe("where a card is let go", () => {
  it("is the column under the pointer, whatever was measured last", () => {
    expect(at(120, 20)?.id).toBe("new");
    expect(at(300, 20)?.id).toBe("won");
  });
  it("is below each card whose middle was passed", () => {
    expect(at(120, 99)).toEqual({ id: "new", index: 0 });
    expect(at(120, 101)).toEqual({ id: "new", index: 1 });
    expect(at(120, 590)).toEqual({ id: "new", index: 2 });
  });
  it("does not count the card in the hand", () => {
    expect(at(120, 590, "a")).toEqual({ id: "new", index: 1 });
  });
  it("is nowhere between columns, nor where a column is scrolled out of the board", () => {
    expect(at(245, 20)).toBeNull();
    expect(at(510, 20)).toBeNull();
    expect(at(120, 700)).toBeNull();
  });
});
