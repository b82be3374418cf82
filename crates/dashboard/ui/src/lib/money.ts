import type { Decimal, Money } from "../api/types";

// Intl reads the decimal text itself, so no amount ever becomes a float.
const format = (amount: Decimal, currency: string, options: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat("en", { style: "currency", currency, ...options }).format(
    amount as `${number}`,
  );

/** "€1,250.50", "€48,000"; what is not known is said in words. */
export const money = (amount: Decimal | null, currency: string, unknown = "No amount"): string =>
  amount === null ? unknown : format(amount, currency, { trailingZeroDisplay: "stripIfInteger" });

/** "€48K", "€1.3M", for boards and tiles. */
export const moneyShort = (
  amount: Decimal | null,
  currency: string,
  unknown = "No amount",
): string =>
  amount === null
    ? unknown
    : format(amount, currency, {
        notation: "compact",
        minimumFractionDigits: 0,
        maximumFractionDigits: 1,
      });

/** Two currencies are never added: "€410,000 plus ¥2,400,000". */
export const moneyList = (list: Money[], none = "None", one: typeof money = money): string =>
  list.map((m) => one(m.amount, m.currency)).join(" plus ") || none;

/** What a person types as an amount, as the API takes it: "€ 48,000" is "48000", nothing is null. */
export function typedAmount(text: string): Decimal | null {
  const plain = text.replace(/[\s\p{Sc}]/gu, "");
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain);
  return (grouped ? plain.replaceAll(",", "") : plain) || null;
}
