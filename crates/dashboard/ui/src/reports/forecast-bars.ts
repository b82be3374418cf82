import type { ForecastMonth, Money } from "../api/types";

export interface MonthBars {
  month: string | null;
  /** Shares of the tallest bar, 0 to 1. */
  open: number;
  weighted: number;
  won: number;
}

// Only the length of a bar: what is read as a number stays the server's text.
const amountIn = (list: Money[], currency: string) =>
  Number(list.find((m) => m.currency === currency)?.amount ?? 0);

/** One currency at a time: two are never compared. */
export function barsIn(months: ForecastMonth[], currency: string): MonthBars[] {
  const bars = months.map((m) => ({
    month: m.month,
    open: amountIn(m.totals, currency),
    weighted: amountIn(m.weighted, currency),
    won: amountIn(m.won, currency),
  }));
  const most = Math.max(...bars.flatMap((b) => [b.open, b.won])) || 1;
  return bars.map((b) => ({
    month: b.month,
    open: b.open / most,
    weighted: b.weighted / most,
    won: b.won / most,
  }));
}

/** All currencies of the forecast, the workspace's own first. */
export function currenciesOf(months: ForecastMonth[], own: string): string[] {
  const all = months.flatMap((m) => [...m.totals, ...m.won]).map((m) => m.currency);
  return [...new Set(all)].sort(
    (a, b) => Number(b === own) - Number(a === own) || a.localeCompare(b),
  );
}

const names = {
  long: new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }),
  short: new Intl.DateTimeFormat("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" }),
};

/** "December 2026", "Dec 26"; a month has no zone. */
export function monthName(month: string | null, form: "long" | "short" = "long"): string {
  if (month === null) return form === "long" ? "No close date" : "No date";
  return names[form].format(Date.parse(`${month}-01T00:00:00Z`)).replace("Sept ", "Sep ");
}
