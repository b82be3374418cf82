import { useState } from "react";
import { ApiError, isStale, reason } from "../api/errors";
import type { Pipeline } from "../api/types";
import { say } from "../ui/toast";
import { patchPipeline, refreshPipelines } from "./api";
import {
  changes,
  draftOf,
  type PipelineDraft,
  type Problems,
  patchOf,
  problemsOf,
  serverProblems,
} from "./stage-draft";

/** A pipeline as it is typed, beside the one that it began as. */
export function usePipelineDraft(pipeline: Pipeline, onInUse: () => void) {
  const [base, setBase] = useState(pipeline);
  const [draft, setDraft] = useState(() => draftOf(pipeline));
  const [refused, setRefused] = useState<Problems>({});
  const [failed, setFailed] = useState<{ name?: string; rest?: string; stale?: boolean }>({});
  const [saving, setSaving] = useState(false);
  const dirty = changes(base, draft);

  const begin = (from: Pipeline) => {
    setBase(from);
    setDraft(draftOf(from));
    setRefused({});
    setFailed({});
  };
  // Saved elsewhere while nothing was typed here: shows what is true.
  if (dirty === 0 && !saving && pipeline.version !== base.version) begin(pipeline);

  const edit = (next: PipelineDraft) => {
    setDraft(next);
    setRefused({});
    if (!failed.stale) setFailed({});
  };

  const refuse = (error: unknown) => {
    const { problems, rest } = serverProblems(error, draft);
    const name = rest.find((f) => f.field === "name")?.message;
    const placed = name !== undefined || Object.keys(problems).length > 0;
    setRefused(problems);
    setFailed({
      name,
      rest: placed ? "See the marked fields." : reason(error),
      stale: isStale(error),
    });
  };
  const save = async () => {
    setSaving(true);
    setFailed({});
    try {
      begin(await patchPipeline(base, patchOf(base, draft)));
      say("Pipeline saved");
    } catch (error) {
      if (isStale(error)) await refreshPipelines();
      if (error instanceof ApiError && error.code === "stage_in_use") onInUse();
      refuse(error);
    } finally {
      setSaving(false);
    }
  };

  const known = problemsOf(draft);
  const problems = Object.fromEntries(
    draft.stages.map(({ key }) => [key, { ...known[key], ...refused[key] }]),
  );
  return {
    base,
    draft,
    dirty,
    /** By row, what is known here and what the server said. */
    problems,
    /** It can be sent as it is. */
    sound: Object.keys(known).length === 0 && draft.name.trim() !== "",
    failed,
    saving,
    edit,
    /** Back to what is saved by now. */
    begin: () => begin(pipeline),
    save,
  };
}
