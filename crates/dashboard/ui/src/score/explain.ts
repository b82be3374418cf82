import { count } from "../lib/text";
import { type ModelDraft, whole } from "./draft";

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);
const short = (n: number) => (Math.round(n * 100) / 100).toLocaleString("en");

/** What these rules come to, in sentences. Numbers that are none yet count nothing. */
export function explain(draft: ModelDraft): string[] {
  if (!draft.enabled) {
    return ["Off: a score is what somebody gives by hand, what an import brings or the API sets."];
  }
  const points = draft.fit.map((r) => whole(r.points) || 0);
  const up = sum(points.filter((n) => n > 0));
  const down = sum(points.filter((n) => n < 0));
  const cap = whole(draft.cap) || 0;
  const days = whole(draft.half_life_days) || 0;
  const view = whole(draft.pageview) || 0;
  const said: string[] = [];
  if (up + cap === 0) said.push("No rule adds points yet: every score would be 0.");
  else {
    const top = up + cap;
    said.push(
      `The best there is: ${up} for fit and ${cap} for engagement, ${
        top > 100 ? `${top} in all, which counts as 100` : `${top} in all`
      }.`,
    );
  }
  if (down < 0)
    said.push(`Rules that take away come to −${-down} at worst. A score is never below 0.`);
  if (view > 0 && cap > 0 && days > 0) {
    const needed = Math.ceil(cap / view);
    said.push(
      `A page view counts ${short(view)} today, ${short(view / 2)} after ${count(days, "day")} and ${short(view / 4)} after ${count(days * 2, "day")}. ${count(needed, "page view")} of today ${needed === 1 ? "reaches" : "reach"} the most that engagement adds.`,
    );
  }
  said.push("What somebody gave by hand stands above the rules until they take it back.");
  return said;
}
