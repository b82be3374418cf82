import type { Day } from "../api/types";
import { count } from "./text";

// A day has no zone: it is the same date everywhere, so it is read and written in UTC.
const DAY = 24 * 60 * 60_000;
const at = (day: Day) => Date.parse(`${day}T00:00:00Z`);

const twoParts = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const threeParts = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** "14 Dec 2026". */
export const longDay = (day: Day): string => sept(threeParts.format(at(day)));

/** "14 Dec", with the year when it is not this one. */
export const shortDay = (day: Day, now = Date.now()): string =>
  sept((day.startsWith(`${new Date(now).getFullYear()}-`) ? twoParts : threeParts).format(at(day)));

/** The one month that the British cut to four letters. */
const sept = (text: string) => text.replace("Sept", "Sep");

/** From the reader's today on; negative is past. */
export function daysUntil(day: Day, now = Date.now()): number {
  const today = new Date(now);
  const here = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  return Math.round((at(day) - here) / DAY);
}

/** "today", "tomorrow", "in 24 days", "yesterday", "14 days ago". */
export function dayDistance(day: Day, now = Date.now()): string {
  const days = daysUntil(day, now);
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  return days > 0 ? `in ${count(days, "day")}` : `${count(-days, "day")} ago`;
}

/** "from 1 Oct 2026 to 31 Dec 2026", either end open; nothing when both are. */
export const daySpan = (from: Day | null, to: Day | null): string =>
  [from && `from ${longDay(from)}`, to && `to ${longDay(to)}`].filter(Boolean).join(" ");

/** A day out of an address; what is none is left out. */
export function dayIn(params: URLSearchParams, name: string): Day | null {
  const text = params.get(name) ?? "";
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at(text)) ? text : null;
}
