import { useMemo, useState } from "react";
import { isStale } from "../api/errors";
import type { Automation, AutomationDetail } from "../api/types";
import { say } from "../ui/toast";
import { createAutomation, patchAutomation, refreshAutomations } from "./api";
import {
  blank,
  changes,
  type Draft,
  draftOf,
  inputOf,
  type Problems,
  problemsOf,
  type Ready,
  serverProblems,
} from "./draft";

/** An automation as it is put together, beside the one that it began as; null begins a new one. */
export function useAutomationDraft(saved: AutomationDetail | null, ready: Ready | undefined) {
  const [base, setBase] = useState(() => startOf(saved));
  const [draft, setDraft] = useState<Draft>(base.draft);
  const [refused, setRefused] = useState<Problems>({});
  const [failed, setFailed] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  /** How often saving was tried with something amiss, for whoever shows where. */
  const [tries, setTries] = useState(0);
  const [made, setMade] = useState<Automation | null>(null);
  const { patch, count } = useMemo(() => changes(base.draft, draft), [base, draft]);
  const known = useMemo(() => problemsOf(draft, ready), [draft, ready]);

  const begin = (from: Automation | null) => {
    const next = startOf(from);
    setBase(next);
    setDraft(next.draft);
    setRefused({});
    setFailed(null);
    setTries(0);
  };
  // Saved elsewhere while nothing was changed here: shows what is true.
  if (count === 0 && !saving && saved && saved.version > base.version) begin(saved);

  const edit = (next: Draft) => {
    setDraft(next);
    setRefused({});
    setFailed(null);
  };
  const refuse = (error: unknown) => {
    if (isStale(error)) void refreshAutomations();
    const { problems, rest } = serverProblems(error, draft);
    setRefused(problems);
    setFailed(rest);
    setTries((n) => n + 1);
  };
  const save = async () => {
    if (Object.keys(known).length > 0) return setTries((n) => n + 1);
    setSaving(true);
    setFailed(null);
    try {
      if (saved) {
        begin(await patchAutomation({ id: saved.id, version: base.version }, patch));
        say("Automation saved");
      } else {
        setMade(await createAutomation({ ...inputOf(draft), active: draft.active }));
        say("Automation created");
      }
    } catch (error) {
      refuse(error);
    } finally {
      setSaving(false);
    }
  };
  /** Pausing is done at once, whatever else is being changed. */
  const activate = async (active: boolean) => {
    if (!saved) return setDraft((d) => ({ ...d, active }));
    const { version } = await patchAutomation({ id: saved.id, version: base.version }, { active });
    setBase((b) => ({ draft: { ...b.draft, active }, version }));
    setDraft((d) => ({ ...d, active }));
  };

  // A new one is not red before somebody tried to save it.
  const shown = saved || tries > 0 ? known : {};
  const problems: Problems = { ...refused };
  for (const [card, own] of Object.entries(shown)) problems[card] ??= own;
  return {
    draft,
    /** Step by step what it began as. */
    base: base.draft,
    dirty: made ? 0 : count,
    problems,
    failed,
    saving,
    tries,
    made,
    edit,
    save,
    activate,
    discard: () => begin(saved),
  };
}

const startOf = (from: Automation | null) =>
  from ? { draft: draftOf(from), version: from.version } : { draft: blank(), version: 0 };
