import { Radio } from "@mantine/core";
import { useId } from "react";
import type { MergeField, MergePreview } from "../api/types";
import { canTake, differenceOf, inOrder, type Picked, type Side, sideOf } from "./choices";
import classes from "./merge.module.css";

/** Each field with the value of either side: what differs is decided here, what does not is only shown. */
export function MergeFields({
  preview,
  picked,
  onPick,
}: {
  preview: MergePreview;
  picked: Picked;
  onPick: (picked: Picked) => void;
}) {
  const fields = inOrder(preview.fields);
  const open = fields.filter((f) => differenceOf(f) !== "same");
  const same = fields.filter((f) => differenceOf(f) === "same");
  return (
    <>
      {open.length === 0 && <p className={classes.none}>The two say the same of themselves.</p>}
      {open.map((field) => (
        <Choice
          key={field.field}
          field={field}
          preview={preview}
          side={sideOf(field, picked, preview)}
          onSide={(side) => onPick({ ...picked, [field.field]: preview[side].id })}
        />
      ))}
      {same.length > 0 && (
        <section className={classes.same} aria-label="The same in both">
          <h2>The same in both</h2>
          <dl>
            {same.map(({ field, label, keep }) => (
              <div key={field} className={classes.fact}>
                <dt dir="auto">{label}</dt>
                <dd dir="auto">{keep}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function Choice({
  field,
  preview,
  side,
  onSide,
}: {
  field: MergeField;
  preview: MergePreview;
  side: Side;
  onSide: (side: Side) => void;
}) {
  const group = useId();
  return (
    <div
      role="radiogroup"
      aria-labelledby={group}
      className={classes.field}
      data-differs={differenceOf(field) === "differs" || undefined}
    >
      <span id={group} className={classes.label} dir="auto">
        {field.label}
      </span>
      {(["keep", "other"] as const).map((which) => (
        <label
          key={which}
          htmlFor={`${group}${which}`}
          className={classes.option}
          data-on={side === which || undefined}
        >
          <Radio
            id={`${group}${which}`}
            size="xs"
            name={group}
            checked={side === which}
            disabled={!canTake(field, which, preview)}
            onChange={() => onSide(which)}
          />
          <span className="srOnly">{preview[which].display_name}: </span>
          <span className={field[which] === null ? "t3" : "wrap"} dir="auto">
            {field[which] ?? "Empty"}
          </span>
        </label>
      ))}
    </div>
  );
}
