import type { MessageChannelInput, MessageChannelSetup, MessageProvider } from "../api/types";
import { PROVIDERS } from "./providers";

/** A channel as it is typed. */
export interface Draft {
  provider: MessageProvider;
  settings: Record<string, string>;
  /** Those that are typed; the others stay as they are. */
  secrets: Record<string, string>;
}

export const draftOf = (setup: MessageChannelSetup): Draft => ({
  provider: setup.provider,
  settings: Object.fromEntries(
    PROVIDERS[setup.provider].fields.map((f) => [f.name, String(setup.settings[f.name] ?? "")]),
  ),
  secrets: {},
});

/** The form of another provider: as it is saved, else as a new one begins. */
export const withProvider = (setup: MessageChannelSetup, provider: MessageProvider): Draft =>
  provider === setup.provider
    ? draftOf(setup)
    : { provider, settings: PROVIDERS[provider].start, secrets: {} };

/** As the server takes it; what is no number stays a text, and the server says so. */
export function inputOf(draft: Draft): MessageChannelInput {
  const settings: MessageChannelInput["settings"] = {};
  for (const { name, number } of PROVIDERS[draft.provider].fields) {
    const text = draft.settings[name]?.trim() || null;
    settings[name] = number && text && /^\d+$/.test(text) ? Number(text) : text;
  }
  const typed = Object.entries(draft.secrets).filter(([, value]) => value !== "");
  return {
    provider: draft.provider,
    settings,
    ...(typed.length > 0 && { secrets: Object.fromEntries(typed) }),
  };
}

/** How many things differ from what is saved; another provider is one. */
export function countChanges(setup: MessageChannelSetup, draft: Draft): number {
  if (draft.provider !== setup.provider) return 1;
  const before = inputOf(draftOf(setup));
  const now = inputOf(draft);
  const settings = Object.keys(now.settings).filter((k) => now.settings[k] !== before.settings[k]);
  return settings.length + Object.keys(now.secrets ?? {}).length;
}

/** What the provider cannot do without, by the names of the fields. */
export function missingIn(setup: MessageChannelSetup, draft: Draft): Record<string, string> {
  const { fields, secrets } = PROVIDERS[draft.provider];
  const kept = draft.provider === setup.provider ? setup.secrets : [];
  const empty = [
    ...fields.filter((f) => !f.optional && !draft.settings[f.name]?.trim()),
    ...secrets.filter((s) => !s.optional && !draft.secrets[s.name] && !kept.includes(s.name)),
  ];
  const path = (name: string) => (fields.some((f) => f.name === name) ? "settings" : "secrets");
  return Object.fromEntries(
    empty.map(({ name, label }) => [`${path(name)}.${name}`, `${label} is required.`]),
  );
}

/** The names by which the server refuses its fields. */
export const fieldsOf = (provider: MessageProvider) => [
  "provider",
  ...PROVIDERS[provider].fields.map((f) => `settings.${f.name}`),
  ...PROVIDERS[provider].secrets.map((s) => `secrets.${s.name}`),
];
