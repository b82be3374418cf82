import type { DuplicatePolicy, Import, ImportPlan, ImportState } from "../api/types";
import { count } from "../lib/text";

export const STATES: Record<ImportState, { label: string; color?: string }> = {
  uploaded: { label: "Not started" },
  queued: { label: "Waiting", color: "amber" },
  running: { label: "Running", color: "amber" },
  done: { label: "Done", color: "green" },
  failed: { label: "Stopped", color: "red" },
  reverting: { label: "Reverting", color: "amber" },
  reverted: { label: "Reverted" },
};

export const MATCHES: Record<ImportPlan["match_on"], { label: string; about: string }> = {
  email: { label: "Email", about: "A row with the email of a lead is that lead." },
  phone: {
    label: "Phone",
    about: "A row with the phone of a lead is that lead, however the number is written.",
  },
  none: { label: "Nothing", about: "Every row becomes a lead of its own." },
};

export const POLICIES: Record<DuplicatePolicy, { label: string; about: string }> = {
  update: {
    label: "Fill in what is missing",
    about: "Blanks are filled, tags and custom fields added. What a person typed stays.",
  },
  skip: { label: "Skip the row", about: "The lead stays exactly as it is." },
  create: {
    label: "Make another lead",
    about: "Only where the email differs: two leads never have the same one.",
  },
};

export const SEPARATORS: Record<string, string> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "bar",
};

/** "5,000 rows, separated by semicolon, windows-1252". */
export const fileFacts = (i: Pick<Import, "rows" | "separator" | "encoding">) =>
  `${count(i.rows, "row")}, separated by ${SEPARATORS[i.separator] ?? i.separator}, ${i.encoding}`;

const MAX_BYTES = 10 * 1024 * 1024;

/** What can be seen of a file before it is sent; the server looks closer. */
export function fileProblem({ name, size }: Pick<File, "name" | "size">): string | null {
  if (/\.(xlsx?|ods|numbers)$/i.test(name)) {
    return `${name} is a spreadsheet. Save it as CSV first: File, Save as, CSV UTF-8.`;
  }
  if (!/\.(csv|tsv|tab|txt)$/i.test(name)) return `${name} is no CSV file.`;
  if (size === 0) return `${name} is empty.`;
  if (size > MAX_BYTES) return `${name} is larger than 10 MB. Split it into smaller files.`;
  return null;
}

type Counts = Pick<Import, "created" | "updated" | "skipped" | "failed">;

export interface Tally {
  key: keyof Counts;
  label: string;
  value: number;
  /** What it means, before and after. */
  about: string;
  color?: string;
}

/** The four things that can become of a row. */
export const tally = (c: Counts): Tally[] => [
  { key: "created", label: "New leads", value: c.created, about: "Not here before" },
  { key: "updated", label: "Updated", value: c.updated, about: "Here already" },
  { key: "skipped", label: "Skipped", value: c.skipped, about: "Nothing to do" },
  {
    key: "failed",
    label: "Failed",
    value: c.failed,
    about: c.failed > 0 ? "Left out, with the reason" : "None",
    color: c.failed > 0 ? "red" : undefined,
  },
];

/** What the button of the check does: "Import 4,800 rows". */
export const runLabel = (c: Counts) => `Import ${count(c.created + c.updated, "row")}`;

/** Exactly what taking it back does. */
export function revertSays({ created, updated }: Counts): string {
  const parts = [
    created > 0 && `removes the ${count(created, "lead")} that it made`,
    updated > 0 && `puts back the ${count(updated, "lead")} that it changed`,
  ].filter(Boolean);
  const what = parts.length > 0 ? `It ${parts.join(" and ")}. ` : "It made and changed nothing. ";
  return `${what}Leads that somebody has changed since stay as they are, and are counted. A revert cannot be undone.`;
}

/** What came of it. */
export const keptSays = (kept: number) =>
  kept === 0
    ? "Everything is as it was before."
    : `${count(kept, "lead")} ${kept === 1 ? "was" : "were"} kept, because somebody has changed ${kept === 1 ? "it" : "them"} since.`;
