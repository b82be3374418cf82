import { describe, expect, it } from "vitest";
import { keyOf, optionsOf } from "./field-key";
import { moved } from "./move-buttons";

describe("keyOf", () => {
  it.each([
    ["Annual revenue", "annualRevenue"],
    ["contact.first_name", "contactFirstName"],
    ["URL", "url"],
    ["TeamSize", "teamSize"],
    ["2nd phone", "2ndPhone"],
    ["Größe in m²", "größeInM²"],
    ["電話", "電話"],
    ["...", ""],
  ])("makes of %s the server's key", (label, key) => expect(keyOf(label)).toBe(key));
  it("leaves a key as it is", () => expect(keyOf("annualRevenue")).toBe("annualRevenue"));
});

describe("optionsOf", () => {
  it("takes a line for an option, once", () =>
    expect(optionsOf(" Gold \n\nSilver\r\nGold")).toEqual(["Gold", "Silver"]));
});

describe("moved", () => {
  it("takes an item out and puts it in elsewhere", () => {
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  });
});
