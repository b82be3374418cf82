export interface Piece {
  text: string;
  as?: "keyword" | "string" | "comment";
}

const KEYWORDS =
  "as|async|await|catch|const|def|else|except|from|function|if|import|let|new|raise|require|return|script|throw|try|use|with";
// A `//` or `#` begins a comment only before a space: addresses and colours have none there.
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>(?://|#) [^\n]*)`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`,
    String.raw`(?<keyword>(?<![\w.$-])(?:${KEYWORDS})(?![\w-]))`,
  ].join("|"),
  "g",
);

/** The few kinds of words that a short example is coloured by, whatever its language. */
export function pieces(code: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const m of code.matchAll(TOKEN)) {
    if (m.index > end) found.push({ text: code.slice(end, m.index) });
    const as = m.groups?.comment ? "comment" : m.groups?.string ? "string" : "keyword";
    found.push({ text: m[0], as });
    end = m.index + m[0].length;
  }
  if (end < code.length) found.push({ text: code.slice(end) });
  return found;
}
