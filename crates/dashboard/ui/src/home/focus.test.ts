import { describe, expect, it } from "vitest";
import type { FocusItem, FocusKind } from "../api/inbox-types";
import { addressOf, headline, sums, tileAbout } from "./focus-words";
import { pickable, snoozeUntil } from "./snooze-until";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const item = (kind: FocusKind, more: Partial<FocusItem> = {}): FocusItem => ({
  id: `${kind}:1`,
  kind,
  title: "Ada",
  about: null,
  reason: "",
  suggested_action: "",
  record: { kind: "opportunity", id: "1" },
  since: "2026-11-20T11:00:00Z",
  amount: null,
  score: null,
  owner_id: null,
  snoozed: null,
  ...more,
});
const worth = (amount: string, currency = "EUR") =>
  item("stalled_deal", { amount: { amount, currency } });

describe("tiles", () => {
  it("never adds two currencies, and counts cents", () => {
    expect(
      sums([worth("0.10"), worth("0.20"), worth("5.00", "CHF"), item("stalled_deal")]),
    ).toEqual([
      { currency: "EUR", amount: "0.30" },
      { currency: "CHF", amount: "5.00" },
    ]);
  });
  it("says a sum only when every item is there to be added", () => {
    const deals = [worth("1000.00"), worth("200.50")];
    expect(tileAbout("stalled_deal", deals, 2, NOW, "EUR")).toBe("€1.2K open");
    const francs = [worth("500.00", "CHF"), ...deals];
    expect(tileAbout("stalled_deal", francs, 3, NOW, "EUR")).toBe("€1.2K plus CHF\u00a0500 open");
    expect(tileAbout("stalled_deal", deals, 3, NOW, "EUR")).toBe("nothing planned");
  });
  it("counts who is there now", () => {
    const here = item("hot_visitor", { since: "2026-11-20T11:55:00Z" });
    expect(tileAbout("hot_visitor", [here, item("hot_visitor")], 2, NOW, "EUR")).toBe(
      "1 on the site now",
    );
    expect(tileAbout("hot_visitor", [item("hot_visitor")], 1, NOW, "EUR")).toBe(
      "in the last 24 hours",
    );
  });
  it("has a headline and addresses", () => {
    expect([headline(1), headline(16)]).toEqual([
      "1 thing needs attention",
      "16 things need attention",
    ]);
    expect(addressOf(item("hot_visitor", { record: { kind: "visitor", id: "7" } }))).toBe(
      "/site-activity/visitors/7",
    );
  });
});

describe("snoozing", () => {
  const at = (when: "monday" | "week" | "date", now: Date, date = "") => {
    const until = snoozeUntil(when, date, now);
    return until && new Date(until);
  };
  it("ends on the next Monday morning, on a Monday that in a week", () => {
    const monday = new Date(2026, 10, 23, 8);
    for (const day of [17, 20, 22]) {
      expect(at("monday", new Date(2026, 10, day, 22))).toEqual(monday);
    }
    expect(at("monday", monday)).toEqual(new Date(2026, 10, 30, 8));
  });
  it("ends in a week, or on the day that was picked", () => {
    expect(at("week", new Date(2026, 11, 28, 15))).toEqual(new Date(2027, 0, 4, 8));
    expect(at("date", new Date(NOW), "2026-12-03")).toEqual(new Date(2026, 11, 3, 8));
    expect(at("date", new Date(NOW))).toBeNull();
    expect(pickable(new Date(2026, 10, 30, 23))).toEqual({ min: "2026-12-01", max: "2027-11-30" });
  });
});
