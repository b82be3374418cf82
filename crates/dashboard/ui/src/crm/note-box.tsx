import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { reasonFor } from "../api/errors";
import classes from "./notes-card.module.css";

/** A box for one note; a refusal stays in it with what was typed. */
export function NoteBox({
  label,
  action,
  start = "",
  onSave,
  onCancel,
}: {
  label: string;
  action: string;
  start?: string;
  onSave: (text: string) => Promise<unknown>;
  /** Present while an old note is being edited. */
  onCancel?: () => void;
}) {
  const [text, setText] = useState(start);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const wanted = text.trim();
  const save = async () => {
    if (!wanted || busy) return;
    setBusy(true);
    setFailed(null);
    try {
      await onSave(wanted);
      setText("");
    } catch (error) {
      setFailed(reasonFor(error, "body"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.box}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea
        aria-label={label}
        placeholder={label}
        autosize
        minRows={2}
        maxRows={12}
        dir="auto"
        autoFocus={onCancel !== undefined}
        value={text}
        error={failed}
        readOnly={busy}
        // Esc closes what is around the box, but not over a half-written note.
        data-mantine-stop-propagation={text !== "" || undefined}
        onChange={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) void save();
          else if (e.key === "Escape" && onCancel) {
            e.stopPropagation();
            onCancel();
          }
        }}
      />
      {(wanted !== "" || onCancel) && (
        <div className={classes.boxActions}>
          {onCancel && (
            <Button size="xs" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button size="xs" type="submit" variant="filled" loading={busy} disabled={!wanted}>
            {action}
          </Button>
        </div>
      )}
    </form>
  );
}
