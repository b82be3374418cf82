import { expect, it } from "vitest";
import type { Webhook } from "../api/types";
import { changes, draftOf, inMode, problems } from "./draft";

const webhook = {
  name: "Landing form",
  pipeline_id: null,
  stage_id: null,
  on_duplicate: "update",
  field_mapping: { job_title: "title" },
  assignment: { mode: "nobody", user_ids: [] },
} as unknown as Webhook;

it("counts what was changed, pipeline and stage as one", () => {
  const same = draftOf(webhook);
  expect(changes(webhook, same)).toEqual({ patch: {}, count: 0 });
  const moved = { ...same, name: " Landing form ", pipeline_id: "p", stage_id: "s" };
  expect(changes(webhook, moved)).toEqual({
    patch: { pipeline_id: "p", stage_id: "s" },
    count: 1,
  });
  expect(changes(webhook, { ...same, field_mapping: {}, on_duplicate: "skip" }).count).toBe(2);
});

it("teammates in another order are the same teammates", () => {
  const turns = { mode: "round_robin" as const, user_ids: ["a", "b"] };
  const base = { ...webhook, assignment: turns };
  const other = { ...draftOf(base), assignment: { ...turns, user_ids: ["b", "a"] } };
  expect(changes(base, other).count).toBe(0);
});

it("a change of mode keeps the teammates that it can use", () => {
  const turns = { mode: "round_robin" as const, user_ids: ["a", "b"] };
  expect(inMode("one", turns)).toEqual({ mode: "one", user_ids: ["a"] });
  expect(inMode("nobody", turns)).toEqual({ mode: "nobody", user_ids: [] });
});

it("says what keeps it from being saved", () => {
  const draft = draftOf(webhook);
  expect(problems(draft)).toEqual({ name: null, assignment: null });
  expect(problems({ ...draft, name: " " }).name).not.toBeNull();
  const one = { ...draft, assignment: { mode: "one" as const, user_ids: [] } };
  expect(problems(one).assignment).toBe("Choose the teammate.");
  const turns = { ...draft, assignment: { mode: "round_robin" as const, user_ids: ["a"] } };
  expect(problems(turns).assignment).toBe("Tick at least two.");
});
