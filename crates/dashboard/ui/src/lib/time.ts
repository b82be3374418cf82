const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** "12m", "3h", "2d"; from 7 days on "12 Nov", with the year when it is not this one. */
export function age(iso: string, now = Date.now()): string {
  const then = Date.parse(iso);
  const past = Math.max(0, now - then);
  if (past < MIN) return "now";
  if (past < HOUR) return `${Math.floor(past / MIN)}m`;
  if (past < DAY) return `${Math.floor(past / HOUR)}h`;
  if (past < 7 * DAY) return `${Math.floor(past / DAY)}d`;
  return shortDate(iso, now);
}

/** As `age`, in a sentence: "just now", "12m ago", "12 Nov". */
export function ago(iso: string, now = Date.now()): string {
  const short = age(iso, now);
  if (short === "now") return "just now";
  return /^\d+[mhd]$/.test(short) ? `${short} ago` : short;
}

export function shortDate(iso: string, now = Date.now()): string {
  const d = new Date(iso);
  const year = d.getFullYear() === new Date(now).getFullYear() ? "" : ` ${d.getFullYear()}`;
  return `${d.getDate()} ${MONTHS[d.getMonth()]}${year}`;
}

/** "29 Oct 2026, 09:12" in the reader's own zone. */
export function dateTime(iso: string): string {
  const d = new Date(iso);
  return `${d.getDate()} ${MONTHS[d.getMonth()]} ${d.getFullYear()}, ${clock(iso)}`;
}

export function clock(iso: string): string {
  const d = new Date(iso);
  return `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** Both readings of one moment, for hover. */
export function exact(iso: string): { local: string; utc: string } {
  const d = new Date(iso);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "local";
  return {
    local: `${dateTime(iso)}:${two(d.getSeconds())} ${zone}`,
    utc: `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}, ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} UTC`,
  };
}

/** Seconds as "40s", "12m", "1h 5m", "2h". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s === 0) return "0m";
  if (s < 60) return `${s}s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes}m`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)}h ${rest}m` : `${Math.floor(minutes / 60)}h`;
}

/** Seconds that may be weeks: "40s", "2h 10m", "3d 4h", "34d". */
export function longDuration(seconds: number): string {
  if (seconds < 2 * 24 * 3600) return duration(seconds);
  const hours = Math.floor(seconds / 3600);
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 || days >= 14 ? `${days}d` : `${days}d ${hours % 24}h`;
}

/** "Today", "Yesterday", "29 October", with the year when it is not this one. Local days. */
export function dayLabel(iso: string, now = Date.now()): string {
  const d = new Date(iso);
  const days = Math.round((midnight(now) - midnight(d.getTime())) / DAY);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const month = d.toLocaleString("en-GB", { month: "long" });
  const year = d.getFullYear() === new Date(now).getFullYear() ? "" : ` ${d.getFullYear()}`;
  return `${d.getDate()} ${month}${year}`;
}

function midnight(ms: number): number {
  const d = new Date(ms);
  return new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
}

/** A UTC day bucket "2026-11-04" as "Wed 4 Nov 2026", "4 Nov". */
export function bucketDay(date: string): { long: string; short: string; weekday: string } {
  const d = new Date(`${date}T00:00:00Z`);
  const short = `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
  const weekday = `${WEEKDAYS[d.getUTCDay()]} ${short}`;
  return { short, weekday, long: `${weekday} ${d.getUTCFullYear()}` };
}

export const isRecent = (iso: string | null, minutes: number, now = Date.now()) =>
  iso !== null && now - Date.parse(iso) < minutes * MIN;

const two = (n: number) => String(n).padStart(2, "0");

/** "Friday 20 November". */
export const todayLine = (now = Date.now()) =>
  new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" })
    .format(now)
    .replace(",", "");

/** "Monday 23 Nov", with the year when it is not this one. */
export const weekdayOf = (iso: string, now = Date.now()) =>
  `${new Intl.DateTimeFormat("en-GB", { weekday: "long" }).format(Date.parse(iso))} ${shortDate(iso, now)}`;
