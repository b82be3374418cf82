import { expect, it } from "vitest";
import type { DryRunStep } from "../api/types";
import { newStep, type StepDraft } from "./draft";
import { complete, rowsOf } from "./dry-run";

const now = Date.parse("2026-11-20T14:00:00Z");
const tag = (value: string, delay_minutes: number): StepDraft => ({
  key: value,
  step: { ...newStep("tag"), tag: value, delay_minutes } as StepDraft["step"],
});
const tried = (minutes: number) =>
  ({ at: new Date(now + minutes * 60_000).toISOString(), would_run: true }) as DryRunStep;

it("a half step is a row of its own, and puts off what comes after it", () => {
  const steps = [tag("a", 5), tag("", 60), tag("c", 15)];
  expect(complete(steps)).toHaveLength(2);
  const lock = { passes: true, last_arrival_at: null, detail: "" };
  const rows = rowsOf(steps, { unmet: [], lock, steps: [tried(5), tried(20)] }, now);
  expect(rows.map((r) => [r.position, r.would_run, r.at.slice(11, 16)])).toEqual([
    [0, true, "14:05"],
    [1, false, "15:05"],
    [2, true, "15:20"],
  ]);
  expect(rows[1]?.reason).toBe("It has no tag yet");
});
