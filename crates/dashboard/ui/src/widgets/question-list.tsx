import { ActionIcon, Autocomplete, Button, Checkbox, Select, Textarea } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { CaptureKind, CustomField } from "../api/types";
import { MoveButtons, moved } from "../settings/move-buttons";
import { I } from "../ui/icon";
import {
  KINDS,
  MAX_QUESTIONS,
  newQuestion,
  PROMPTS,
  type QuestionDraft,
  questionAt,
  retarget,
} from "./capture-draft";
import classes from "./chat-tab.module.css";
import { TARGETS } from "./form-draft";

const KIND_CHOICES = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

/** What the bot asks, in its order. */
export function QuestionList({
  questions,
  behavior,
  custom,
  errors,
  disabled,
  onChange,
}: {
  questions: QuestionDraft[];
  /** The place of the behavior among the others. */
  behavior: number;
  custom: CustomField[];
  errors: Record<string, string>;
  disabled: boolean;
  onChange: (questions: QuestionDraft[]) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const added = useRef(false);
  // A new question is worded next.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the list has grown
  useEffect(() => {
    if (!added.current) return;
    added.current = false;
    list.current?.querySelector<HTMLTextAreaElement>("li:last-child textarea")?.select();
  }, [questions.length]);
  return (
    <>
      <ol ref={list} className={classes.questions} aria-label="Questions">
        {questions.map((q, i) => (
          <Question
            key={q.id}
            question={q}
            at={questionAt(behavior, i)}
            index={i}
            count={questions.length}
            custom={custom}
            errors={errors}
            disabled={disabled}
            onChange={(next) => onChange(questions.map((x) => (x.id === q.id ? next : x)))}
            onMove={(to) => onChange(moved(questions, i, to))}
            onRemove={() => onChange(questions.filter((x) => x.id !== q.id))}
          />
        ))}
      </ol>
      {!disabled && (
        <Button
          mt={10}
          leftSection={<IconPlus {...I} />}
          disabled={questions.length >= MAX_QUESTIONS}
          onClick={() => {
            added.current = true;
            onChange([...questions, newQuestion(questions)]);
          }}
        >
          Add question
        </Button>
      )}
    </>
  );
}

function Question({
  question,
  at,
  index,
  count,
  custom,
  errors,
  disabled,
  onChange,
  onMove,
  onRemove,
}: {
  question: QuestionDraft;
  /** As the server names it. */
  at: string;
  index: number;
  count: number;
  custom: CustomField[];
  errors: Record<string, string>;
  disabled: boolean;
  onChange: (question: QuestionDraft) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const { kind, prompt, field, options, required } = question;
  const name = `question ${index + 1}`;
  const edit = (part: Partial<QuestionDraft>) => onChange({ ...question, ...part });
  const labels = new Map<string, string>([
    ...custom.map((f) => [f.key, f.label] as const),
    ...Object.keys(PROMPTS).map((key) => [key, TARGETS[key]?.label ?? key] as const),
  ]);
  return (
    <li className={classes.question}>
      <Textarea
        size="sm"
        className={classes.prompt}
        label={`Question ${index + 1}`}
        placeholder="What the bot asks"
        autosize
        minRows={1}
        maxRows={4}
        maxLength={300}
        dir="auto"
        disabled={disabled}
        value={prompt}
        error={errors[`${at}.prompt`]}
        onChange={(e) => edit({ prompt: e.currentTarget.value })}
      />
      <Select
        size="sm"
        label="Kind"
        aria-label={`Kind of ${name}`}
        data={KIND_CHOICES}
        disabled={disabled}
        value={kind}
        error={errors[`${at}.kind`]}
        onChange={(to) => to && edit({ kind: to as CaptureKind })}
      />
      <Autocomplete
        size="sm"
        label="Answer goes to"
        aria-label={`Answer goes to, ${name}`}
        placeholder="email, or a custom field"
        maxLength={100}
        spellCheck={false}
        data={[...Object.keys(PROMPTS), ...custom.map((f) => f.key)]}
        // All of them while one of them stands there.
        filter={({ options: all, search }) => (labels.has(search) ? all : all.filter(has(search)))}
        renderOption={({ option }) => (
          <span className="row">
            <span className="cut" dir="auto">
              {labels.get(option.value)}
            </span>
            <code className="t3">{option.value}</code>
          </span>
        )}
        disabled={disabled}
        value={field}
        error={errors[`${at}.field`]}
        onChange={(to) => onChange(retarget(question, to))}
      />
      {kind === "choice" && (
        <Textarea
          size="sm"
          className={classes.prompt}
          label="Options"
          aria-label={`Options of ${name}`}
          description="2 to 10, one a line."
          autosize
          minRows={2}
          maxRows={10}
          dir="auto"
          disabled={disabled}
          value={options}
          error={errors[`${at}.options`]}
          onChange={(e) => edit({ options: e.currentTarget.value })}
        />
      )}
      <div className={classes.foot}>
        <Checkbox
          size="xs"
          label="Required"
          aria-label={`${name} is required`}
          disabled={disabled}
          checked={required}
          onChange={(e) => edit({ required: e.currentTarget.checked })}
        />
        <span className="sp" />
        {!disabled && (
          <>
            <MoveButtons name={name} index={index} count={count} onMove={onMove} />
            <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
              <IconX {...I} />
            </ActionIcon>
          </>
        )}
      </div>
    </li>
  );
}

const has = (search: string) => (option: object) =>
  "value" in option && String(option.value).toLowerCase().includes(search.trim().toLowerCase());
