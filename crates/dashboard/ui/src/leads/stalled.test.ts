import { expect, test } from "vitest";
import { nextStepLine, stalledReason } from "./stalled";

const now = Date.parse("2026-11-20T12:00:00Z");
const lead = {
  stalled: true,
  stage_entered_at: "2026-11-08T09:00:00Z",
  next_step: null,
  next_step_at: null,
};

test("a stalled lead says for how long, where and why", () => {
  expect(stalledReason(lead, "Proposal", now)).toBe("12 days in Proposal, no next step");
  expect(stalledReason(lead, "Proposal", now, 10)).toBe(
    "12 days in Proposal (limit is 10), no next step",
  );
  expect(stalledReason({ ...lead, next_step_at: "2026-11-15" }, "Proposal", now)).toBe(
    "12 days in Proposal, next step was due 15 Nov",
  );
  expect(stalledReason({ ...lead, next_step: "Call" }, "Proposal", now)).toBe(
    "12 days in Proposal, next step has no date",
  );
  expect(stalledReason({ ...lead, stalled: false }, "Proposal", now)).toBe(null);
});

test("what is planned is one line", () => {
  expect(nextStepLine({ next_step: "Call Ada", next_step_at: "2026-11-24" }, now)).toBe(
    "Call Ada, 24 Nov",
  );
  expect(nextStepLine({ next_step: null, next_step_at: "2027-01-02" }, now)).toBe(
    "Next step 2 Jan 2027",
  );
  expect(nextStepLine({ next_step: null, next_step_at: null }, now)).toBe(null);
});
