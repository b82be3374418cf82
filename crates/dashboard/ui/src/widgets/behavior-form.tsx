import { Textarea, TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { CustomField } from "../api/types";
import form from "../ui/form.module.css";
import { ErrorNote } from "../ui/notes";
import { type BehaviorDraft, behaviorAt } from "./capture-draft";
import classes from "./chat-tab.module.css";
import { QuestionList } from "./question-list";

/** Whom the bot asks, what it asks, and what it says around it. */
export function BehaviorForm({
  behavior,
  index,
  custom,
  errors,
  fresh,
  disabled,
  onChange,
}: {
  behavior: BehaviorDraft;
  index: number;
  custom: CustomField[];
  errors: Record<string, string>;
  fresh: boolean;
  disabled: boolean;
  onChange: (behavior: BehaviorDraft) => void;
}) {
  const at = behaviorAt(index);
  const name = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it appears
  useEffect(() => {
    if (fresh) name.current?.select();
  }, []);
  const edit = (part: Partial<BehaviorDraft>) => onChange({ ...behavior, ...part });
  const text = (key: "name" | "path_prefix" | "min_pageviews" | "source", field: string) => ({
    disabled,
    value: behavior[key],
    error: errors[`${at}.${field}`],
    onChange: (e: { currentTarget: { value: string } }) => edit({ [key]: e.currentTarget.value }),
  });
  const said = (key: "opening" | "thanks") => ({
    autosize: true,
    minRows: 1,
    maxRows: 6,
    maxLength: 500,
    dir: "auto",
    disabled,
    value: behavior[key],
    error: errors[`${at}.${key}`],
    onChange: (e: { currentTarget: { value: string } }) => edit({ [key]: e.currentTarget.value }),
  });
  const questions = errors[`${at}.questions`];
  return (
    <>
      <TextInput
        ref={name}
        label="Name"
        description="By it your team knows which behavior captured a lead."
        maxLength={100}
        dir="auto"
        {...text("name", "name")}
      />
      <h3 className={classes.part}>Whom it asks</h3>
      <p className="t3 sm" style={{ marginBottom: 10 }}>
        All conditions that are given must hold. With none of them it fits everybody, and the
        behaviors below it never run.
      </p>
      <div className={form.grid}>
        <TextInput
          label="Page path begins with"
          placeholder="Any page"
          description="Of one of the pages that the visitor saw, as in /pricing."
          maxLength={500}
          spellCheck={false}
          {...text("path_prefix", "when.path_prefix")}
        />
        <TextInput
          label="Pages seen, at least"
          placeholder="Any number"
          inputMode="numeric"
          maxLength={6}
          {...text("min_pageviews", "when.min_pageviews")}
        />
        <TextInput
          label="Source"
          placeholder="Any source"
          description="utm_source of the first visit, or the site that it came from."
          maxLength={200}
          spellCheck={false}
          {...text("source", "when.source")}
        />
      </div>
      <h3 className={classes.part}>What it says</h3>
      <Textarea
        label="Opening"
        placeholder="None"
        description="Before the first question."
        {...said("opening")}
      />
      <p className={classes.label}>Questions</p>
      <QuestionList
        questions={behavior.questions}
        behavior={index}
        custom={custom}
        errors={errors}
        disabled={disabled}
        onChange={(next) => edit({ questions: next })}
      />
      {questions && <ErrorNote>{questions}</ErrorNote>}
      <Textarea mt={16} label="Thanks" description="When all are answered." {...said("thanks")} />
    </>
  );
}
