import type { Day, Instant } from "../api/types";

export type When = "monday" | "week" | "date";

/** Eight in the morning, where the reader is: when the day's list is read. */
const MORNING = 8;
const morning = (year: number, month: number, day: number): Instant =>
  new Date(year, month, day, MORNING).toISOString();

/** Until when something is put off; null while no day is picked. Monday is the next one, on a Monday that in a week. */
export function snoozeUntil(when: When, date: Day, now: Date): Instant | null {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (when === "monday") return morning(year, month, day + ((8 - now.getDay()) % 7 || 7));
  if (when === "week") return morning(year, month, day + 7);
  const [y, m, d] = date.split("-").map(Number);
  return y && m && d ? morning(y, m - 1, d) : null;
}

/** The first and the last day that can be picked, as a date field takes them. */
export function pickable(now: Date): { min: Day; max: Day } {
  const day = (by: number): Day => {
    const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + by);
    const two = (n: number) => String(n).padStart(2, "0");
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  };
  return { min: day(1), max: day(365) };
}
