import { useEffect, useRef, useState } from "react";
import { formErrors, isStale } from "../api/errors";
import type { MessageChannelSetup } from "../api/types";
import { reloadChannels, saveChannel } from "./api";
import { countChanges, type Draft, draftOf, fieldsOf, inputOf, missingIn } from "./draft";

/** A part of the page that is saved on its own, with the others or without them. */
export interface Part {
  count: number;
  /** Whether it went well; else the part shows why not. */
  save: () => Promise<boolean>;
  discard: () => void;
}

/** What is being edited of a channel. */
export function useChannel(setup: MessageChannelSetup) {
  const [base, setBase] = useState(setup);
  const [draft, setDraft] = useState(() => draftOf(setup));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const count = countChanges(base, draft);
  const take = (saved: MessageChannelSetup) => {
    setBase(saved);
    setDraft(draftOf(saved));
    setErrors({});
    setFailed(null);
  };
  // What others save arrives here while nothing is being edited.
  const dirty = useRef(false);
  dirty.current = count > 0;
  useEffect(() => {
    if (dirty.current) return;
    setBase(setup);
    setDraft(draftOf(setup));
  }, [setup]);
  const save = async () => {
    const missing = missingIn(base, draft);
    setErrors(missing);
    if (Object.keys(missing).length > 0) return false;
    try {
      take(await saveChannel(base, inputOf(draft)));
      return true;
    } catch (error) {
      if (isStale(error)) void reloadChannels();
      const found = formErrors(error, fieldsOf(draft.provider));
      setErrors(isStale(error) ? {} : found.errors);
      setFailed(
        isStale(error)
          ? "Somebody else changed this channel meanwhile. Discard to load theirs."
          : found.rest,
      );
      return false;
    }
  };
  const edit = (next: Draft) => {
    setErrors({});
    setFailed(null);
    setDraft(next);
  };
  return { base, draft, edit, errors, failed, count, save, discard: () => take(setup) };
}

export type ChannelPart = ReturnType<typeof useChannel>;
