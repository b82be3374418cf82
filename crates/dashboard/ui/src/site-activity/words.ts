import type { Counted, Device, SiteRange } from "../api/types";
import { bucketDay } from "../lib/time";

/** "30 days", as in "previous 30 days". */
export const SPANS: Record<SiteRange, string> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
};
export const DEVICES: Record<Device, string> = {
  desktop: "Desktop",
  mobile: "Mobile",
  tablet: "Tablet",
  other: "Other device",
};

const utc = (at: string) => new Date(at).toISOString();
export const dayOf = (at: string) => bucketDay(utc(at).slice(0, 10));
export const hourOf = (at: string) => utc(at).slice(11, 16);

/** "22 Oct to 20 Nov 2026, UTC", "20 Nov 2026, 14:00 to now, UTC". */
export function periodText(points: Counted[], unit: "hour" | "day"): string {
  const first = points[0]?.at;
  const last = points[points.length - 1]?.at;
  if (!first || !last) return "";
  const from = dayOf(first).short;
  const year = utc(first).slice(0, 4);
  if (unit === "hour") return `${from} ${year}, ${hourOf(first)} to now, UTC`;
  const endYear = utc(last).slice(0, 4);
  return `${year === endYear ? from : `${from} ${year}`} to ${dayOf(last).short} ${endYear}, UTC`;
}

/** What one point stands for: "Tue 10 Nov 2026", "Tue 10 Nov 2026, 14:00". */
export function pointName(at: string, unit: "hour" | "day"): string {
  const day = dayOf(at).long;
  return unit === "hour" ? `${day}, ${hourOf(at)}` : day;
}

export interface Change {
  text: string;
  way: "up" | "down" | "same";
}
/** Against the period before: "+22%", "−4%"; from nothing there is no percentage. */
export function change(now: number, before: number): Change {
  const way = now > before ? "up" : now < before ? "down" : "same";
  if (before === 0) return { text: now === 0 ? "None" : "Up", way };
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  const sign = percent === 0 ? "" : way === "up" ? "+" : "−";
  return { text: `${sign}${percent.toLocaleString("en")}%`, way: percent === 0 ? "same" : way };
}

/** "1%", "0.8%": within how much an estimated number is right. */
export const within = (error: number) =>
  error.toLocaleString("en", { style: "percent", maximumSignificantDigits: 1 });

/** Enough of an anonymous id to tell two of them apart. */
export const shortId = (anon: string) => anon.replace(/[^a-z0-9]/gi, "").slice(-8);
