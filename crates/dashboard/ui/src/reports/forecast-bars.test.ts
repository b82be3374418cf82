import { expect, test } from "vitest";
import type { ForecastMonth, Money } from "../api/types";
import { barsIn, currenciesOf, monthName } from "./forecast-bars";

const eur = (amount: string): Money[] => [{ currency: "EUR", amount }];
const month = (name: string | null, totals: Money[], weighted: Money[], won: Money[]) =>
  ({ month: name, overdue: false, count: 1, totals, weighted, won }) as ForecastMonth;
const months = [
  month("2026-11", eur("500.00"), eur("250.00"), eur("1000.00")),
  month("2026-12", [{ currency: "JPY", amount: "9000000" }], [], []),
];

test("bars share one scale within a currency, and other currencies do not stretch it", () => {
  expect(barsIn(months, "EUR")).toEqual([
    { month: "2026-11", open: 0.5, weighted: 0.25, won: 1 },
    { month: "2026-12", open: 0, weighted: 0, won: 0 },
  ]);
});

test("without any amount all bars are flat", () => {
  expect(barsIn([month(null, [], [], [])], "EUR")).toEqual([
    { month: null, open: 0, weighted: 0, won: 0 },
  ]);
});

test("the workspace's currency comes first", () => {
  expect(currenciesOf(months, "JPY")).toEqual(["JPY", "EUR"]);
  expect(currenciesOf(months, "USD")).toEqual(["EUR", "JPY"]);
});

test("a month is named as it is, wherever the reader is", () => {
  expect(monthName("2026-12")).toBe("December 2026");
  expect(monthName("2026-09", "short")).toBe("Sep 26");
  expect(monthName(null)).toBe("No close date");
});
