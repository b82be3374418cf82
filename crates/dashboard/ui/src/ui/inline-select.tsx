import { Loader } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown } from "@tabler/icons-react";
import { useId, useState } from "react";
import { reasonFor } from "../api/errors";
import { useDelayed } from "../lib/use-delayed";
import { type Choice, ChoiceMenu } from "./choice-menu";
import { IS } from "./icon";
import classes from "./inline-edit.module.css";

/** `InlineEdit` for a value out of a list: choosing saves, a refusal stays with the server's reason. */
export function InlineSelect<V extends string>({
  label,
  field,
  value,
  choices,
  empty = "Empty",
  clearable = true,
  onSave,
}: {
  label: string;
  /** The API's name of it, to find its own sentence in an error. */
  field: string;
  value: V | null;
  choices: Choice<V>[];
  empty?: string;
  /** It may be left without a value. */
  clearable?: boolean;
  onSave: (value: V | null) => Promise<unknown>;
}) {
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const slow = useDelayed(saving, 400, 0);
  const errorId = useId();
  const now = choices.find((c) => c.value === value);
  const save = async (wanted: V | null) => {
    if (saving) return;
    setSaving(true);
    setFailed(null);
    try {
      await onSave(wanted);
    } catch (error) {
      setFailed(reasonFor(error, field));
    } finally {
      setSaving(false);
    }
  };
  return (
    <>
      <ChoiceMenu<V | "">
        value={value ?? ""}
        choices={clearable ? [...choices, { value: "", label: empty }] : choices}
        onChoose={(chosen) => void save(chosen === "" ? null : chosen)}
      >
        <button
          type="button"
          className={`${classes.rest} ${classes.choice}`}
          data-empty={value === null || undefined}
          aria-describedby={failed ? errorId : undefined}
        >
          <span className="srOnly">{label}: </span>
          <span className={classes.value} dir="auto">
            {now?.mark && <>{now.mark} </>}
            {now?.label ?? value ?? empty}
          </span>
          <span className="srOnly">, edit</span>
          {slow ? (
            <Loader size={12} aria-label="Saving" />
          ) : (
            <IconChevronDown {...IS} className={classes.pencil} />
          )}
        </button>
      </ChoiceMenu>
      {failed && (
        <span id={errorId} role="alert" className={classes.error}>
          <IconAlertTriangle {...IS} />
          {failed}
        </span>
      )}
    </>
  );
}
