/** What is typed as a probability. What is no number is refused here: JSON would turn it into "nothing". */
export function percent(text: string): number | null {
  const plain = text.replace(/%$/, "").trim();
  if (plain === "") return null;
  const value = Number(plain);
  if (!Number.isInteger(value) || value < 0 || value > 100) {
    throw new Error("Enter a whole number from 0 to 100.");
  }
  return value;
}
