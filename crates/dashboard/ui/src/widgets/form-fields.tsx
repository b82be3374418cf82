import { ActionIcon, Button, Checkbox, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { FormField } from "../api/types";
import { MoveButtons, moved } from "../settings/move-buttons";
import { I } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { type FieldDraft, isOwn, KINDS, newField, relabel, retarget, TARGETS } from "./form-draft";
import classes from "./form-fields.module.css";

const CUSTOM = "custom";
const MAX_FIELDS = 20;
const GOES_TO = [
  ...Object.entries(TARGETS).map(([value, { label }]) => ({ value, label })),
  { value: CUSTOM, label: "Custom field" },
];
const KIND_CHOICES = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

/** What the form asks, in its order. */
export function FormFields({
  fields,
  problems,
  disabled,
  onChange,
}: {
  fields: FieldDraft[];
  problems: Record<string, string>;
  disabled: boolean;
  onChange: (fields: FieldDraft[]) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const added = useRef(false);
  // A new field is named next.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the list has grown
  useEffect(() => {
    if (!added.current) return;
    added.current = false;
    list.current?.querySelector<HTMLInputElement>("li:last-child input")?.select();
  }, [fields.length]);
  const put = (field: FieldDraft) => onChange(fields.map((f) => (f.id === field.id ? field : f)));
  return (
    <>
      <div className={classes.head} aria-hidden="true">
        <span>Field, as people read it</span>
        <span className="wideOnly">Where the answer goes</span>
      </div>
      <ol ref={list} className={classes.list} aria-label="Fields of the form">
        {fields.map((field, i) => (
          <Row
            key={field.id}
            field={field}
            index={i}
            count={fields.length}
            problems={problems}
            disabled={disabled}
            onChange={put}
            onMove={(to) => onChange(moved(fields, i, to))}
            onRemove={() => onChange(fields.filter((f) => f.id !== field.id))}
          />
        ))}
      </ol>
      {problems.fields && <ErrorNote>{problems.fields}</ErrorNote>}
      {!disabled && (
        <Button
          mt={10}
          leftSection={<IconPlus {...I} />}
          disabled={fields.length >= MAX_FIELDS}
          onClick={() => {
            added.current = true;
            onChange([...fields, newField(fields)]);
          }}
        >
          Add field
        </Button>
      )}
    </>
  );
}

function Row({
  field,
  index,
  count,
  problems,
  disabled,
  onChange,
  onMove,
  onRemove,
}: {
  field: FieldDraft;
  index: number;
  count: number;
  problems: Record<string, string>;
  disabled: boolean;
  onChange: (field: FieldDraft) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const { id, key, label, kind, required } = field;
  const own = isOwn(key);
  const name = label.trim() || `field ${index + 1}`;
  const keyProblem = problems[`key-${id}`];
  return (
    <li className={classes.field}>
      <TextInput
        size="sm"
        aria-label={`Label of ${name}`}
        placeholder="Label"
        maxLength={100}
        dir="auto"
        disabled={disabled}
        value={label}
        error={problems[`label-${id}`]}
        onChange={(e) => onChange(relabel(field, e.currentTarget.value))}
      />
      <Select
        size="sm"
        aria-label={`${name} goes to`}
        data={GOES_TO}
        disabled={disabled}
        value={own ? key : CUSTOM}
        error={own && keyProblem}
        onChange={(to) => to && onChange(retarget(field, to === CUSTOM ? "" : to))}
      />
      {!own && (
        <>
          <TextInput
            size="sm"
            aria-label={`Key of ${name}`}
            leftSection={<span className="t3 sm">Key</span>}
            leftSectionWidth={38}
            maxLength={100}
            disabled={disabled}
            value={key}
            error={keyProblem}
            onChange={(e) => onChange({ ...field, key: e.currentTarget.value })}
          />
          <Select
            size="sm"
            aria-label={`Kind of ${name}`}
            data={KIND_CHOICES}
            disabled={disabled}
            value={kind}
            onChange={(to) => to && onChange({ ...field, kind: to as FormField["kind"] })}
          />
        </>
      )}
      <div className={classes.foot}>
        <Checkbox
          size="xs"
          label="Required"
          aria-label={`${name} is required`}
          disabled={disabled}
          checked={required}
          onChange={(e) => onChange({ ...field, required: e.currentTarget.checked })}
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
