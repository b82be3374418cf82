import type { CaptureBehavior, CaptureKind, CaptureQuestion, CaptureSettings } from "../api/types";
import { optionsOf } from "../settings/field-key";

export interface QuestionDraft extends Omit<CaptureQuestion, "options"> {
  /** The list's alone. */
  id: number;
  /** As typed, one a line. */
  options: string;
}
/** A behaviour as it is typed: what is empty is no condition. */
export interface BehaviorDraft extends Omit<CaptureBehavior, "when" | "questions"> {
  path_prefix: string;
  min_pageviews: string;
  source: string;
  questions: QuestionDraft[];
}
export interface CaptureDraft {
  enabled: boolean;
  behaviors: BehaviorDraft[];
  hook_url: string;
}

export const MAX_BEHAVIORS = 20;
export const MAX_QUESTIONS = 10;

export const KINDS: Record<CaptureKind, string> = {
  text: "Text",
  email: "Email",
  phone: "Phone",
  choice: "Choice",
};
/** The lead's own fields, with the question that a new one begins with. */
export const PROMPTS: Record<string, string> = {
  email: "What is your email address?",
  name: "What is your name?",
  phone: "On which number can we call you?",
  company: "Which company are you with?",
  title: "What is your job title?",
};

/** The ids are the places that were saved, so that reading the same again makes no other list of it. */
export const captureDraft = ({ enabled, behaviors, hook_url }: CaptureSettings): CaptureDraft => ({
  enabled,
  hook_url: hook_url ?? "",
  behaviors: behaviors.map(({ when, questions, ...rest }) => ({
    ...rest,
    path_prefix: when.path_prefix ?? "",
    min_pageviews: String(when.min_pageviews ?? ""),
    source: when.source ?? "",
    questions: questions.map((q, id) => ({ ...q, id, options: q.options.join("\n") })),
  })),
});

/** What would be saved. */
export const captureOf = ({ enabled, behaviors, hook_url }: CaptureDraft): CaptureSettings => ({
  enabled,
  hook_url: hook_url.trim() || null,
  behaviors: behaviors.map((b) => ({
    id: b.id,
    name: b.name.trim(),
    when: {
      path_prefix: b.path_prefix.trim() || null,
      min_pageviews: b.min_pageviews.trim() ? Number(b.min_pageviews) : null,
      source: b.source.trim() || null,
    },
    opening: b.opening.trim(),
    questions: b.questions.map(({ kind, prompt, field, options, required }) => ({
      kind,
      prompt: prompt.trim(),
      field: field.trim(),
      options: kind === "choice" ? optionsOf(options) : [],
      required,
    })),
    thanks: b.thanks.trim(),
  })),
});

export const captureChanged = (saved: CaptureSettings, draft: CaptureDraft) =>
  JSON.stringify(captureOf(captureDraft(saved))) !== JSON.stringify(captureOf(draft));

/** The first of the lead's own fields that is not asked for yet, else one without a place. */
export function newQuestion(questions: QuestionDraft[]): QuestionDraft {
  const field = Object.keys(PROMPTS).find((f) => questions.every((q) => q.field !== f)) ?? "";
  const id = Math.max(0, ...questions.map((q) => q.id)) + 1;
  const blank = { id, kind: "text" as const, field: "", prompt: "", options: "", required: false };
  return retarget(blank, field);
}

export const newBehavior = (id: string): BehaviorDraft => ({
  id,
  name: "New behavior",
  path_prefix: "",
  min_pageviews: "",
  source: "",
  opening: "",
  questions: [{ ...newQuestion([]), required: true }],
  thanks: "Thank you. We will get back to you.",
});

/** Another place for the answer. Kind and prompt go along where they were only those of the old one. */
export function retarget(question: QuestionDraft, field: string): QuestionDraft {
  const { kind, prompt } = question;
  const follows = kind === "text" || kind === question.field;
  const plain = !prompt.trim() || prompt === PROMPTS[question.field];
  return {
    ...question,
    field,
    kind: !follows ? kind : field === "email" || field === "phone" ? field : "text",
    prompt: plain ? (PROMPTS[field] ?? "") : prompt,
  };
}

/** By the names that the server gives its fields in a refusal. */
export const behaviorAt = (i: number) => `capture.behaviors[${i}]`;
export const questionAt = (i: number, k: number) => `${behaviorAt(i)}.questions[${k}]`;

const OF_BEHAVIOR = ["name", "when.path_prefix", "when.min_pageviews", "when.source", "opening"];
const OF_QUESTION = ["kind", "prompt", "field", "options"];

/** The inputs that a refusal can be shown at. */
export const captureFields = ({ behaviors }: CaptureDraft): string[] => [
  "capture.hook_url",
  ...behaviors.flatMap((b, i) => [
    ...[...OF_BEHAVIOR, "questions", "thanks"].map((f) => `${behaviorAt(i)}.${f}`),
    ...b.questions.flatMap((_, k) => OF_QUESTION.map((f) => `${questionAt(i, k)}.${f}`)),
  ]),
];

export function captureProblems({ enabled, behaviors }: CaptureDraft): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [i, b] of behaviors.entries()) {
    const at = behaviorAt(i);
    if (!b.name.trim()) found[`${at}.name`] = "Give it a name.";
    if (b.path_prefix.trim() && !b.path_prefix.trim().startsWith("/")) {
      found[`${at}.when.path_prefix`] = "Begin with /, as in /pricing.";
    }
    if (!/^\s*([1-9]\d*)?\s*$/.test(b.min_pageviews)) {
      found[`${at}.when.min_pageviews`] = "Enter a whole number from 1, or nothing.";
    }
    if (enabled && !b.questions.some((q) => ["email", "phone", "name"].includes(q.field.trim()))) {
      found[`${at}.questions`] =
        "Ask for an email, a phone number or a name: without one there is no lead.";
    }
    for (const [k, q] of b.questions.entries()) {
      const of = questionAt(i, k);
      if (!q.prompt.trim()) found[`${of}.prompt`] = "Say what the bot asks.";
      if (!q.field.trim()) found[`${of}.field`] = "Say where the answer goes.";
      const options = optionsOf(q.options);
      if (q.kind !== "choice") continue;
      if (options.length < 2 || options.length > 10) {
        found[`${of}.options`] = "Give 2 to 10 options, one a line.";
      } else if (options.some((o) => o.length > 100)) {
        found[`${of}.options`] = "An option has at most 100 characters.";
      }
    }
  }
  return found;
}

/** Whom it asks, and for what, in a line. */
export function inShort(b: BehaviorDraft): string {
  const [path, pages, source] = [b.path_prefix, b.min_pageviews, b.source].map((t) => t.trim());
  const when = [
    path && `of ${path}…`,
    pages && `with ${pages} or more pages`,
    source && `from ${source}`,
  ].filter(Boolean);
  const asks = b.questions.map((q) => q.field.trim()).filter(Boolean);
  const who = when.length > 0 ? `For visitors ${when.join(", ")}` : "For everybody";
  return `${who} · ${asks.length > 0 ? `asks for ${asks.join(", ")}` : "asks nothing yet"}`;
}
