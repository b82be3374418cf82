const ADDRESS = /https?:\/\/[^\s<>"]+/gi;

interface Part {
  text: string;
  link: boolean;
  /** Where it begins. */
  at: number;
}

/** What ends the sentence is no part of an address; a bracket is, when it was opened in it. */
function withoutEnding(address: string): string {
  const end = address.slice(-1);
  const opened = address.split("(").length >= address.split(")").length;
  const ends = end === ")" ? !opened : /[\].,;:!?'’”»]/.test(end);
  return ends ? withoutEnding(address.slice(0, -1)) : address;
}

/** A text as words and the addresses of the web in it. */
export function linkParts(text: string): Part[] {
  const parts: Part[] = [];
  let done = 0;
  const add = (to: number, link: boolean) => {
    if (to > done) parts.push({ text: text.slice(done, to), link, at: done });
    done = to;
  };
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutEnding(match[0]);
    if (!URL.canParse(address)) continue;
    add(match.index, false);
    add(match.index + address.length, true);
  }
  add(text.length, false);
  return parts;
}
