import { expect, test } from "vitest";
import { money, moneyList, moneyShort, typedAmount } from "./money";

test("an amount keeps every digit, and whole ones show no cents", () => {
  expect(money("48000.00", "EUR")).toBe("€48,000");
  expect(money("1250.50", "USD")).toBe("$1,250.50");
  expect(money("90071992547409931.27", "EUR")).toBe("€90,071,992,547,409,931.27");
  expect(money(null, "EUR")).toBe("No amount");
  expect(money("0", "EUR")).toBe("€0");
});

test("the short form rounds to one digit", () => {
  expect(moneyShort("48000.00", "EUR")).toBe("€48K");
  expect(moneyShort("1260000", "USD")).toBe("$1.3M");
  expect(moneyShort("950", "USD")).toBe("$950");
});

test("currencies stand beside each other, never added", () => {
  const both = [
    { currency: "EUR", amount: "410000" },
    { currency: "JPY", amount: "2400000" },
  ];
  expect(moneyList(both)).toBe("€410,000 plus ¥2,400,000");
  expect(moneyList(both, "None", moneyShort)).toBe("€410K plus ¥2.4M");
  expect(moneyList([])).toBe("None");
});

test("a typed amount loses its sign and its separators, nothing else", () => {
  expect(typedAmount("€ 48,000")).toBe("48000");
  expect(typedAmount("1,234,567.80")).toBe("1234567.80");
  expect(typedAmount("1250.5")).toBe("1250.5");
  expect(typedAmount("12,5")).toBe("12,5");
  expect(typedAmount("  ")).toBe(null);
});
