import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { CustomField, ScoreRule } from "../api/types";
import { MoveButtons, moved } from "../settings/move-buttons";
import { I } from "../ui/icon";
import { nextId, type RuleDraft } from "./draft";
import classes from "./score.module.css";
import { compares, FACTS, factChoices, OPS, valueChoices } from "./words";

const OP_CHOICES = Object.entries(OPS).map(([value, label]) => ({ value, label }));
const MAX_RULES = 50;

/** Who somebody is: each rule reads as a sentence. */
export function FitRules({
  rules,
  custom,
  wrong,
  onChange,
}: {
  rules: RuleDraft[];
  custom: CustomField[];
  wrong: Record<string, string>;
  onChange: (rules: RuleDraft[]) => void;
}) {
  const facts = factChoices(
    custom,
    rules.map((r) => r.field),
  );
  return (
    <>
      {rules.length === 0 && (
        <p className="t3">No rule yet. Say what makes somebody worth a call, and how much.</p>
      )}
      <ol className={classes.rules} aria-label="Rules of fit">
        {rules.map((rule, i) => (
          <Rule
            key={rule.id}
            rule={rule}
            index={i}
            count={rules.length}
            facts={facts}
            custom={custom}
            wrong={wrong}
            onChange={(next) => onChange(rules.map((r) => (r.id === rule.id ? next : r)))}
            onMove={(to) => onChange(moved(rules, i, to))}
            onRemove={() => onChange(rules.filter((r) => r.id !== rule.id))}
          />
        ))}
      </ol>
      <div className={classes.add}>
        <Button
          leftSection={<IconPlus {...I} />}
          disabled={rules.length >= MAX_RULES}
          onClick={() =>
            onChange([
              ...rules,
              { id: nextId(rules), field: "company", op: "is_set", value: "", points: "10" },
            ])
          }
        >
          Add rule
        </Button>
      </div>
    </>
  );
}

function Rule({
  rule,
  index,
  count,
  facts,
  custom,
  wrong,
  onChange,
  onMove,
  onRemove,
}: {
  rule: RuleDraft;
  index: number;
  count: number;
  facts: { value: string; label: string }[];
  custom: CustomField[];
  wrong: Record<string, string>;
  onChange: (rule: RuleDraft) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const { id, field, op, value, points } = rule;
  const name = `rule ${index + 1}`;
  const values = valueChoices(field, custom);
  // "Contains" is of words, also where there is a list to choose from.
  const listed = values.length > 0 && op !== "contains";
  const take = (text: string | null) => onChange({ ...rule, value: text ?? "" });
  return (
    <li className={classes.rule}>
      <TextInput
        size="sm"
        className={classes.points}
        aria-label={`Points of ${name}`}
        maxLength={4}
        value={points}
        error={wrong[`points-${id}`]}
        onChange={(e) => onChange({ ...rule, points: e.currentTarget.value })}
      />
      <span className={classes.word}>when</span>
      <Select
        size="sm"
        aria-label={`Fact of ${name}`}
        searchable
        maxDropdownHeight={280}
        data={facts}
        value={field}
        onChange={(to) => to && onChange({ ...rule, field: to, value: "" })}
      />
      <Select
        size="sm"
        aria-label={`Comparison of ${name}`}
        data={OP_CHOICES}
        value={op}
        onChange={(to) => to && onChange({ ...rule, op: to as ScoreRule["op"] })}
      />
      {!compares(op) ? (
        <span className="wideOnly" />
      ) : listed ? (
        <Select
          size="sm"
          aria-label={`Value of ${name}`}
          placeholder="Choose"
          data={
            value && values.every((v) => v.value !== value)
              ? [...values, { value, label: value }]
              : values
          }
          value={value || null}
          error={wrong[`value-${id}`]}
          onChange={take}
        />
      ) : (
        <TextInput
          size="sm"
          aria-label={`Value of ${name}`}
          placeholder={field === "email_domain" ? "acme.com" : FACTS[field]}
          maxLength={200}
          dir="auto"
          value={value}
          error={wrong[`value-${id}`]}
          onChange={(e) => take(e.currentTarget.value)}
        />
      )}
      <div className={classes.tools}>
        <MoveButtons name={name} index={index} count={count} onMove={onMove} />
        <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconX {...I} />
        </ActionIcon>
      </div>
    </li>
  );
}
