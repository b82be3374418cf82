import type { Campaign, CampaignInput, Id } from "../api/types";
import { type Mapping, toVariables, unfilled } from "./mapping";
import { instantOf, wallOf } from "./schedule";

const MOST_A_MINUTE = 6000;

export type When = "now" | "schedule" | "draft";

/** What the form holds. */
export interface Draft {
  name: string;
  audience: Id | null;
  template: Id | null;
  mapping: Mapping;
  when: When;
  day: string;
  time: string;
  perMinute: string;
}

export const newDraft = (audience: Id | null): Draft => ({
  name: "",
  audience,
  template: null,
  mapping: {},
  when: "now",
  day: "",
  time: "09:00",
  perMinute: "60",
});

export function draftOf(c: Campaign, zone: string): Draft {
  const wall = c.scheduled_at ? wallOf(c.scheduled_at, zone) : { day: "", time: "09:00" };
  return {
    name: c.name,
    audience: c.audience.id,
    template: c.template.id,
    mapping: c.variables,
    when: c.scheduled_at ? "schedule" : "draft",
    ...wall,
    perMinute: String(c.per_minute),
  };
}

/** What is missing or wrong, by the API's names of the fields; `names` are the template's variables. */
export function problems(draft: Draft, names: string[], zone: string, now: number) {
  const found: Record<string, string> = {};
  if (!draft.name.trim()) found.name = "Give the campaign a name.";
  if (!draft.audience) found.audience_id = "Choose who it goes to.";
  if (!draft.template) found.template_id = "Choose what it sends.";
  for (const name of unfilled(draft.mapping, names))
    found[`variables.${name}`] = "Type the text, or take the person’s value.";
  const pace = Number(draft.perMinute);
  if (!/^\d+$/.test(draft.perMinute.trim()) || pace < 1 || pace > MOST_A_MINUTE)
    found.per_minute = `Enter a whole number from 1 to ${MOST_A_MINUTE.toLocaleString("en")}.`;
  if (draft.when === "schedule") {
    const at = instantOf(draft, zone);
    if (!at) found.scheduled_at = "Choose a day and a time.";
    else if (Date.parse(at) <= now) found.scheduled_at = "This is past already.";
  }
  return found;
}

/** As the API takes it. */
export const inputOf = (draft: Draft, names: string[], zone: string): CampaignInput => ({
  name: draft.name.trim(),
  audience_id: draft.audience ?? undefined,
  template_id: draft.template ?? undefined,
  variables: toVariables(draft.mapping, names),
  scheduled_at: draft.when === "schedule" ? instantOf(draft, zone) : null,
  per_minute: Number(draft.perMinute),
});
