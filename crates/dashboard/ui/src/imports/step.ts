import type { Import } from "../api/types";

/** Where somebody is in the wizard. The first three are theirs to choose, the others follow from the import. */
export type Step = "columns" | "rules" | "check" | "running" | "result";

export const STEPS: { steps: (Step | "upload")[]; label: string }[] = [
  { steps: ["upload"], label: "Upload" },
  { steps: ["columns"], label: "Columns" },
  { steps: ["rules"], label: "Rules" },
  { steps: ["check"], label: "Check" },
  { steps: ["running", "result"], label: "Import" },
];

const CHOSEN = ["columns", "rules", "check"] as const;

/** Work goes on at the server. */
export const isUnderWay = ({ state }: Pick<Import, "state">) =>
  state === "queued" || state === "running" || state === "reverting";

/**
 * The address may ask for a step of an import that has not begun; once it has, its state alone says. `ready`: its
 * columns can be imported as they are mapped.
 */
export function stepOf(
  { state }: Pick<Import, "state">,
  asked: string | null,
  ready: boolean,
): Step {
  if (state === "queued" || state === "running" || state === "reverting") return "running";
  if (state !== "uploaded") return "result";
  const step = CHOSEN.find((s) => s === asked) ?? "columns";
  return ready ? step : "columns";
}

/** Per cent of the rows; the last one is done when the server says so. */
export const progress = ({ done, rows }: Pick<Import, "done" | "rows">) =>
  rows > 0 ? Math.min(100, Math.floor((done / rows) * 100)) : 0;

/** It can still be taken back. */
export const isRevertible = (i: Pick<Import, "state" | "revertible_until">, now: number) =>
  (i.state === "done" || i.state === "failed") &&
  i.revertible_until !== null &&
  Date.parse(i.revertible_until) > now;
