import { expect, test } from "vitest";
import { bulkSaid, undoSaid } from "./bulk-words";

const of = (done: number, unchanged = 0, not_found = 0) => ({ done, unchanged, not_found });

test("a bulk action says what it did, and to how many not", () => {
  expect(bulkSaid("move_stage", of(1234), "Contacted")).toBe("1,234 leads moved to Contacted");
  expect(bulkSaid("move_stage", of(2, 1), "Won")).toBe("2 leads moved to Won; 1 was so already");
  expect(bulkSaid("assign", of(1), null)).toBe("1 lead unassigned");
  expect(bulkSaid("untag", of(3, 0, 2), "hot")).toBe(
    "“hot” removed from 3 leads; 2 are not there any more",
  );
  expect(bulkSaid("delete", of(3))).toBe("3 leads deleted");
  expect(bulkSaid("tag", of(0, 4), "hot")).toBe("Nothing changed; 4 were so already");
});

test("so does its undo", () => {
  expect(undoSaid(of(12))).toBe("12 leads put back");
  expect(undoSaid(of(11, 1))).toBe("11 leads put back; 1 lead changed since and stays");
  expect(undoSaid(of(0, 2))).toBe("Nothing put back: 2 leads changed since and stay");
});
