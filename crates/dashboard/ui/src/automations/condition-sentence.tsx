import type { AutomationCondition } from "../api/types";
import { useFacts } from "./choices";
import { factOf, opsOf, opWords, valueWords } from "./condition-words";
import { compares, type FieldCondition, type FieldOp } from "./conditions";
import type { Problem } from "./draft";
import { NumberPill, Pill, TextPill } from "./pill";
import { StagePill } from "./step-sentence";

interface Props<C> {
  condition: C;
  /** "condition 2", for what is read out. */
  of: string;
  problems: Problem[];
  /** Absent: only shown. */
  onChange?: (condition: AutomationCondition) => void;
}

/** A condition in words; each variable part of it is a pill. */
export function ConditionSentence({ condition, ...rest }: Props<AutomationCondition>) {
  return condition.kind === "field" ? (
    <OfField condition={condition} {...rest} />
  ) : (
    <OfActivity condition={condition} {...rest} />
  );
}

function OfField({ condition, of, problems, onChange }: Props<FieldCondition>) {
  const facts = useFacts();
  const { field, op } = condition;
  const fact = factOf(facts, field);
  const bad = (part: string) => problems.some((p) => p.field === part);
  const take = (to: string) => {
    const ops = opsOf(factOf(facts, to));
    // Another field has other values, and may be compared otherwise.
    const fits = ops.includes(op) ? op : (ops[0] as FieldOp);
    onChange?.({ kind: "field", field: to, op: fits, value: "" });
  };
  return (
    <>
      <Pill
        label={`Field of ${of}`}
        value={field}
        choices={facts.map((f) => ({ value: f.field, label: f.label }))}
        empty={fact.label}
        bad={bad("field")}
        onChoose={onChange && take}
      />
      <Pill
        label={`Comparison of ${of}`}
        value={op}
        choices={opsOf(fact).map((o) => ({ value: o, label: opWords(fact, o) }))}
        empty={opWords(fact, op)}
        bad={bad("op")}
        onChoose={onChange && ((to) => onChange({ ...condition, op: to as FieldOp }))}
      />
      {compares(op) && (
        <Value condition={condition} of={of} problems={problems} onChange={onChange} />
      )}
    </>
  );
}

/** Chosen where there are names to choose from, typed otherwise. */
function Value({ condition, of, problems, onChange }: Props<FieldCondition>) {
  const { field, op, value = "" } = condition;
  const fact = factOf(useFacts(), field);
  const label = `Value of ${of}`;
  const bad = problems.some((p) => p.field === "value");
  const take = onChange && ((to: string) => onChange({ ...condition, value: to }));
  const listed = op === "is" || op === "is_not";
  if (listed && field === "stage_id") {
    return <StagePill label={label} stage={value} bad={bad} onChoose={take} />;
  }
  if (listed && fact.options.length > 0) {
    return (
      <Pill
        label={label}
        value={value}
        choices={fact.options}
        empty={value === "" ? "Pick a value" : valueWords(fact, value)}
        bad={bad}
        onChoose={take}
      />
    );
  }
  return (
    <TextPill
      label={label}
      type={fact.type === "date" ? "date" : "text"}
      digits={fact.type === "number" ? "decimal" : undefined}
      placeholder={fact.type === "number" ? "a number" : fact.type === "tags" ? "a tag" : "a value"}
      maxLength={200}
      value={take ? value : valueWords(fact, value)}
      bad={bad}
      onChange={take}
    />
  );
}

const MUCH = [
  { value: "gt", label: "more than" },
  { value: "lt", label: "fewer than" },
];

function OfActivity({
  condition,
  of,
  problems,
  onChange,
}: Props<Extract<AutomationCondition, { kind: "activity" }>>) {
  const bad = (part: string) => problems.some((p) => p.field === part);
  return (
    <>
      they had
      <Pill
        label={`More or fewer of ${of}`}
        value={condition.op}
        choices={MUCH}
        empty=""
        bad={bad("op")}
        onChoose={onChange && ((op) => onChange({ ...condition, op: op as "gt" | "lt" }))}
      />
      <NumberPill
        label={`Site events of ${of}`}
        value={condition.count}
        bad={bad("count")}
        onChange={onChange && ((count) => onChange({ ...condition, count }))}
      />
      site events in the last
      <NumberPill
        label={`Days of ${of}`}
        value={condition.days}
        bad={bad("days")}
        onChange={onChange && ((days) => onChange({ ...condition, days }))}
      />
      days
    </>
  );
}
