const OTHER_SCRIPT =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/u;

/** Up to two initials; one character for names in scripts without them. */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (!trimmed) return "?";
  if (OTHER_SCRIPT.test(trimmed)) {
    return [...trimmed.replace(/\s/g, "")][0] ?? "?";
  }
  const words = trimmed.split(/[\s@._-]+/).filter((w) => /[\p{L}\p{N}]/u.test(w));
  const letters = words.map((w) => w.match(/[\p{L}\p{N}]/u)?.[0] ?? "").slice(0, 2);
  return letters.join("").toUpperCase() || "?";
}

/** Paths and emails are cut in the middle: both ends say something. */
export function middle(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = Math.ceil((max - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (max - 1 - head))}`;
}

export const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

export const splitTags = (text: string) => [
  ...new Set(
    text
      .split(",")
      .map((t) => t.trim())
      .filter(Boolean),
  ),
];

/** A custom value as people read it. */
export function show(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

/** camelCase or snake_case key as a label, when the record carries none. */
export function labelOf(key: string): string {
  const words = key.replace(/[_-]+/g, " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** Properties of an event in one line: "format: pdf · pages: 12". */
export function summary(properties: Record<string, unknown> | null, max = 4): string {
  if (!properties) return "";
  const entries = Object.entries(properties).filter(([, v]) => v !== null && v !== "");
  const shown = entries.slice(0, max).map(([k, v]) => `${k}: ${show(v)}`);
  if (entries.length > max) shown.push(`+${entries.length - max}`);
  return shown.join(" · ");
}

export const SOURCES: Record<string, string> = {
  manual: "Manual",
  api: "API",
  webhook: "Webhook",
  import: "Import",
  bot: "Bot",
  widget: "Widget",
  waitlist: "Waitlist",
  email: "Email",
};
