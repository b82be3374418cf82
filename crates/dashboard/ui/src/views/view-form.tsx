import { Button, Checkbox, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { formErrors } from "../api/errors";
import { ErrorNote } from "../ui/notes";
import classes from "./views.module.css";

export interface ViewDraft {
  name: string;
  shared: boolean;
  pinned: boolean;
}

/** A view's name, and for a new one who sees it. */
export function ViewForm({
  title,
  action,
  start,
  asks,
  onSave,
  onClose,
}: {
  title: string;
  action: string;
  start: ViewDraft;
  /** Who sees it and where is asked, too; otherwise only the name is. */
  asks: boolean;
  onSave: (draft: ViewDraft) => Promise<unknown>;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState(start);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [rest, setRest] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const name = draft.name.trim();
    if (!name) return setError("Give the view a name.");
    setBusy(true);
    setError(null);
    setRest(null);
    try {
      await onSave({ ...draft, name });
      onClose();
    } catch (e) {
      const found = formErrors(e, ["name"]);
      setError(found.errors.name ?? null);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          placeholder="Hot leads of this month"
          maxLength={60}
          data-autofocus
          value={draft.name}
          error={error}
          onChange={(e) => {
            setDraft({ ...draft, name: e.currentTarget.value });
            setError(null);
          }}
        />
        {asks && (
          <div className={classes.checks}>
            <Checkbox
              size="xs"
              label="Share with the team"
              description="Everybody who sees this list finds it; only you change it."
              checked={draft.shared}
              onChange={(e) => setDraft({ ...draft, shared: e.currentTarget.checked })}
            />
            <Checkbox
              size="xs"
              label="Pin to my sidebar"
              checked={draft.pinned}
              onChange={(e) => setDraft({ ...draft, pinned: e.currentTarget.checked })}
            />
          </div>
        )}
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={18}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
