import { expect, test } from "vitest";
import { inputOf, newDraft, problems } from "./campaign-draft";

const zone = "Europe/Berlin";
const draft = { ...newDraft("a"), name: " Spring ", template: "t", mapping: { offer: "20 %" } };
const at = { when: "schedule" as const, day: "2026-12-01", time: "09:00" };
const noon = Date.parse("2026-12-01T11:00:00Z");

test("a whole draft has no problem and becomes what the API takes", () => {
  expect(problems(draft, ["offer"], zone, noon)).toEqual({});
  expect(inputOf({ ...draft, ...at }, ["offer"], zone)).toEqual({
    name: "Spring",
    audience_id: "a",
    template_id: "t",
    variables: { offer: "20 %" },
    scheduled_at: "2026-12-01T08:00:00.000Z",
    per_minute: 60,
  });
});

test("a day that was chosen is not sent once it is not to be scheduled", () => {
  expect(inputOf({ ...draft, ...at, when: "draft" }, [], zone).scheduled_at).toBeNull();
});

test("a pace is from 1 to 6,000", () => {
  const at = (perMinute: string) => problems({ ...draft, perMinute }, [], zone, noon).per_minute;
  expect(["1", " 6000 "].map(at)).toEqual([undefined, undefined]);
  expect(["0", "6001", "1.5", ""].filter(at)).toHaveLength(4);
});

test("each problem stands at its field", () => {
  const wrong = { ...newDraft(null), mapping: { offer: "" }, perMinute: "0", ...at };
  expect(Object.keys(problems(wrong, ["offer"], zone, noon)).sort()).toEqual([
    "audience_id",
    "name",
    "per_minute",
    "scheduled_at",
    "template_id",
    "variables.offer",
  ]);
});
