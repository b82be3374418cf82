import type {
  Assignment,
  DuplicatePolicy,
  ReceiptOutcome,
  Teammate,
  WebhookTest,
} from "../api/types";

export const POLICIES: { value: DuplicatePolicy; label: string; about: string }[] = [
  {
    value: "update",
    label: "Update the lead",
    about: "Blanks are filled and custom fields merged. What a person typed is never overwritten.",
  },
  {
    value: "create",
    label: "Create another lead",
    about: "Every post becomes a lead of its own, unless it has the same email.",
  },
  { value: "skip", label: "Skip the post", about: "The first answer stays; the receipt is kept." },
];

export const ASSIGNMENTS: { value: Assignment["mode"]; label: string; about: string }[] = [
  { value: "nobody", label: "Nobody", about: "New leads wait until somebody takes them." },
  { value: "one", label: "One teammate", about: "Every new lead is theirs." },
  {
    value: "round_robin",
    label: "In turn",
    about: "New leads are dealt out evenly among those you tick, one after the other.",
  },
];

export const OUTCOMES: Record<ReceiptOutcome, { label: string; color?: string }> = {
  created: { label: "Created", color: "green" },
  updated: { label: "Updated", color: "green" },
  skipped: { label: "Skipped", color: "amber" },
  unreadable: { label: "Unreadable", color: "red" },
  refused: { label: "Refused", color: "red" },
};

/** What became of a post, as a toast says it. */
export const BECAME: Record<ReceiptOutcome, string> = {
  created: "made a new lead",
  updated: "updated the lead",
  skipped: "skipped, the lead is there already",
  unreadable: "could not be read",
  refused: "refused, its signature is missing or wrong",
};

export const LEFT_OUT: Record<WebhookTest["left_out"][number]["reason"], string> = {
  too_long: "longer than 2,000 characters",
  too_deep: "more than 8 levels deep",
  too_many: "beyond the first 100 fields",
  reserved: "its name begins with _",
};

/** Who gets new leads, in a few words: "Ines Duarte", "3 teammates in turn". */
export function assigned({ mode, user_ids }: Assignment, team: Teammate[] | undefined): string {
  if (mode === "round_robin") return `${user_ids.length} teammates in turn`;
  if (mode === "nobody") return "Nobody";
  return team?.find((m) => m.id === user_ids[0])?.name ?? "A former teammate";
}
