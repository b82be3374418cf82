import { Loader } from "@mantine/core";
import { IconAlertTriangle, IconPencil } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { reasonFor } from "../api/errors";
import { useDelayed } from "../lib/use-delayed";
import { IS } from "./icon";
import classes from "./inline-edit.module.css";

/**
 * A value that is edited where it stands: click or Enter opens it, Enter or leaving saves,
 * Esc brings the old value back, a refusal stays in the field with the server's reason.
 */
export function InlineEdit({
  label,
  field,
  value,
  empty = "Empty",
  onSave,
  children,
  inputMode,
  type = "text",
  className,
  dir = "auto",
}: {
  label: string;
  /** The API's name of it, to find its own sentence in an error. */
  field: string;
  value: string;
  empty?: string;
  onSave: (value: string) => Promise<unknown>;
  /** What is shown instead of the plain text. */
  children?: ReactNode;
  inputMode?: "email" | "tel" | "numeric" | "decimal" | "url" | "text";
  type?: "text" | "email" | "date";
  className?: string;
  dir?: "auto" | "ltr";
}) {
  const [editing, setEditing] = useState(false);
  const [text, setText] = useState(value);
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const refused = useRef<string | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const busy = useRef(false);
  const refocus = useRef(false);
  const slow = useDelayed(saving, 400, 0);
  const errorId = useId();

  useEffect(() => {
    if (editing) box.current?.select();
    else if (refocus.current) {
      refocus.current = false;
      button.current?.focus();
    }
  }, [editing]);

  const open = () => {
    setText(value);
    setFailed(null);
    refused.current = null;
    setEditing(true);
  };
  const close = (focus: boolean) => {
    refocus.current = focus;
    setFailed(null);
    setEditing(false);
  };
  const save = async (byKey: boolean) => {
    if (busy.current) return;
    const wanted = text.trim();
    if (wanted === value) return close(byKey);
    if (!byKey && refused.current === wanted) return;
    busy.current = true;
    setSaving(true);
    try {
      await onSave(wanted);
      close(byKey);
    } catch (error) {
      refused.current = wanted;
      setFailed(reasonFor(error, field));
    } finally {
      busy.current = false;
      setSaving(false);
    }
  };

  if (!editing) {
    return (
      <button
        ref={button}
        type="button"
        className={`${classes.rest} ${className ?? ""}`}
        data-empty={value === "" || undefined}
        onClick={open}
      >
        <span className="srOnly">{label}: </span>
        <span className={classes.value} dir={dir}>
          {value === "" ? empty : (children ?? value)}
        </span>
        <span className="srOnly">, edit</span>
        <IconPencil {...IS} className={classes.pencil} />
      </button>
    );
  }
  return (
    <span className={classes.editing}>
      <span className={classes.boxWrap}>
        <input
          ref={box}
          // biome-ignore lint/a11y/noAutofocus: the person just asked to edit this value
          autoFocus
          type={type}
          className={`${classes.box} ${className ?? ""}`}
          dir={dir}
          inputMode={inputMode}
          aria-label={label}
          aria-invalid={failed !== null}
          aria-describedby={failed ? errorId : undefined}
          data-mantine-stop-propagation="true"
          value={text}
          readOnly={saving}
          onChange={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === "Enter" && !e.nativeEvent.isComposing) {
              e.preventDefault();
              void save(true);
            } else if (e.key === "Escape") {
              e.preventDefault();
              e.stopPropagation();
              close(true);
            }
          }}
          onBlur={() => void save(false)}
        />
        {slow && <Loader size={12} className={classes.loader} aria-label="Saving" />}
      </span>
      {failed && (
        <span id={errorId} role="alert" className={classes.error}>
          <IconAlertTriangle {...IS} />
          {failed}
        </span>
      )}
    </span>
  );
}
