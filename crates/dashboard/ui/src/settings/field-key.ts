/** Words of letters and digits, as the server cuts them (`camel_case` in crm-core). */
const words = (text: string) => text.split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean);

/** The key that a label gets: "Annual revenue" is `annualRevenue`, "URL" is `url`. */
export function keyOf(label: string): string {
  const [first = "", ...rest] = words(label);
  const head = /\p{Lowercase}/u.test(first) ? lower(first) : first.toLowerCase();
  return head + rest.map(upper).join("");
}

const parts = (word: string) => {
  const [initial = "", ...tail] = [...word];
  return { initial, tail: tail.join("") };
};
const lower = (word: string) => parts(word).initial.toLowerCase() + parts(word).tail;
const upper = (word: string) => parts(word).initial.toUpperCase() + parts(word).tail;

/** Options are typed one per line; the empty and the repeated are left out. */
export const optionsOf = (text: string) => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];
