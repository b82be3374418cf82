import type { Day, Instant } from "../api/types";
import { longDay } from "../lib/day";

/** What clocks of a time zone show: a day and `HH:MM`. */
export interface Wall {
  day: Day;
  time: string;
}

/** What the clocks of that zone show at a moment. */
export function wallOf(at: Instant | number, zone: string): Wall {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(at));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value;
  return {
    day: `${of("year")}-${of("month")}-${of("day")}`,
    time: `${of("hour")}:${of("minute")}`,
  };
}

const asUtc = ({ day, time }: Wall) => Date.parse(`${day}T${time}:00Z`);
/** Milliseconds by which the zone's clocks are ahead of UTC then, to the minute. */
const ahead = (at: number, zone: string) =>
  asUtc(wallOf(at, zone)) - Math.floor(at / 60_000) * 60_000;

/** The moment at which clocks of that zone show this; null for what is no day and time. */
export function instantOf(wall: Wall, zone: string): Instant | null {
  const shown = asUtc(wall);
  if (Number.isNaN(shown)) return null;
  const near = shown - ahead(shown, zone);
  // Between the guess and the answer the clocks may have been changed.
  return new Date(shown - ahead(near, zone)).toISOString();
}

/** "29 Oct 2026, 09:12", as the clocks of that zone show it. */
export function whenIn(at: Instant, zone: string): string {
  const { day, time } = wallOf(at, zone);
  return `${longDay(day)}, ${time}`;
}
