import { Button, Group, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { formErrors } from "../api/errors";
import { ACCOUNT_FIELDS, AccountFields, NO_ACCOUNT, toInlineAccount } from "../crm/account-fields";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { createAccount } from "./api";

const FIELDS = [...ACCOUNT_FIELDS, "notes"];

/** H4: only the name is asked for. */
export function NewAccount({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [values, setValues] = useState(NO_ACCOUNT);
  const [notes, setNotes] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!values.name.trim()) return setErrors({ name: "Give the account a name." });
    setBusy(true);
    setErrors({});
    setRest(null);
    try {
      const account = await createAccount({
        ...toInlineAccount(values),
        notes: notes.trim() || undefined,
      });
      say(`${account.name} added`);
      navigate(`/accounts/${account.id}`, { replace: true });
    } catch (error) {
      const found = formErrors(error, FIELDS);
      setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="New Account"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <AccountFields
          nameLabel="Account name"
          autoFocus
          values={values}
          onChange={setValues}
          errors={errors}
        />
        <Textarea
          mt={14}
          label="Notes"
          description="Becomes the account’s first note."
          autosize
          minRows={2}
          maxRows={8}
          value={notes}
          error={errors.notes}
          onChange={(e) => setNotes(e.currentTarget.value)}
        />
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create account
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
