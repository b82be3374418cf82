import { useEffect, useRef, useState } from "react";
import { formErrors } from "../api/errors";
import type { MessageRules } from "../api/types";
import { saveRules } from "./api";
import { capProblem, type RulesDraft, rulesChanges, rulesDraftOf } from "./rules";

/** What is being edited of the rules. */
export function useRulesDraft(rules: MessageRules) {
  const [draft, setDraft] = useState(() => rulesDraftOf(rules));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const { patch, count } = rulesChanges(rules, draft);
  const put = (next: RulesDraft) => {
    setErrors({});
    setFailed(null);
    setDraft(next);
  };
  // What others save arrives here while nothing is being edited.
  const dirty = useRef(false);
  dirty.current = count > 0;
  useEffect(() => {
    if (!dirty.current) setDraft(rulesDraftOf(rules));
  }, [rules]);
  const save = async () => {
    try {
      put(rulesDraftOf(await saveRules(patch)));
      return true;
    } catch (error) {
      const found = formErrors(error, ["quiet_from", "quiet_until", "send_days", "daily_cap"]);
      setErrors(found.errors);
      setFailed(found.rest);
      return false;
    }
  };
  return {
    draft,
    edit: (part: Partial<RulesDraft>) => put({ ...draft, ...part }),
    errors,
    failed,
    count,
    problem: capProblem(draft.cap),
    save,
    discard: () => put(rulesDraftOf(rules)),
  };
}

export type RulesPart = ReturnType<typeof useRulesDraft>;
