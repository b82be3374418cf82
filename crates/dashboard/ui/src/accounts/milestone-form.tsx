import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { formErrors } from "../api/errors";
import { ErrorNote } from "../ui/notes";
import classes from "./onboarding.module.css";
import type { MilestoneInput } from "./onboarding-api";

/** A new milestone, or another title and date for one that is there. */
export function MilestoneForm({
  start,
  action,
  onSave,
  onClose,
}: {
  start?: MilestoneInput;
  action: string;
  onSave: (input: MilestoneInput) => Promise<unknown>;
  onClose: () => void;
}) {
  const [title, setTitle] = useState(start?.title ?? "");
  const [due, setDue] = useState(start?.due_date ?? "");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!title.trim()) return setErrors({ title: "Say what is to be done." });
    setBusy(true);
    try {
      await onSave({ title: title.trim(), due_date: due || null });
      onClose();
    } catch (error) {
      const found = formErrors(error, ["title", "due_date"]);
      setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.form}
      onSubmit={submit}
      noValidate
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        e.stopPropagation();
        onClose();
      }}
    >
      <div className={classes.formRow}>
        <TextInput
          size="sm"
          label="Milestone"
          maxLength={200}
          autoFocus
          value={title}
          error={errors.title}
          onChange={(e) => setTitle(e.currentTarget.value)}
        />
        <TextInput
          size="sm"
          type="date"
          label="Due date"
          value={due}
          error={errors.due_date}
          onChange={(e) => setDue(e.currentTarget.value)}
        />
      </div>
      {rest && <ErrorNote>{rest}</ErrorNote>}
      <div className={classes.formActions}>
        <Button size="xs" onClick={onClose}>
          Cancel
        </Button>
        <Button size="xs" type="submit" variant="filled" loading={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
