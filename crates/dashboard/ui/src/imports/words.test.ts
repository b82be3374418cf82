import { expect, it } from "vitest";
import { fileFacts, fileProblem, keptSays, revertSays, runLabel, tally } from "./words";

const counts = { created: 4788, updated: 12, skipped: 0, failed: 200 };

it("says what a file is", () => {
  expect(fileFacts({ rows: 5000, separator: ";", encoding: "windows-1252" })).toBe(
    "5,000 rows, separated by semicolon, windows-1252",
  );
});

it("refuses what is plainly no CSV file before it is sent", () => {
  expect(fileProblem({ name: "leads.csv", size: 10 })).toBeNull();
  expect(fileProblem({ name: "LEADS.TSV", size: 10 })).toBeNull();
  expect(fileProblem({ name: "leads.xlsx", size: 10 })).toContain("Save it as CSV");
  expect(fileProblem({ name: "photo.png", size: 10 })).toBe("photo.png is no CSV file.");
  expect(fileProblem({ name: "leads.csv", size: 0 })).toBe("leads.csv is empty.");
  expect(fileProblem({ name: "leads.csv", size: 11 * 1024 * 1024 })).toContain("10 MB");
});

it("counts what the button does, and marks failures only when there are some", () => {
  expect(runLabel(counts)).toBe("Import 4,800 rows");
  expect(tally(counts).find((t) => t.key === "failed")?.color).toBe("red");
  expect(tally({ ...counts, failed: 0 }).find((t) => t.key === "failed")?.color).toBeUndefined();
});

/** Proves: L43 */
it("says exactly what a revert does, and what it left", () => {
  expect(revertSays(counts)).toContain(
    "It removes the 4,788 leads that it made and puts back the 12 leads that it changed.",
  );
  expect(revertSays({ ...counts, updated: 0 })).not.toContain("puts back");
  expect(keptSays(0)).toBe("Everything is as it was before.");
  expect(keptSays(1)).toBe("1 lead was kept, because somebody has changed it since.");
});
