import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { formErrors } from "../api/errors";
import type { Picked } from "../api/types";
import { count } from "../lib/text";
import { ErrorNote } from "../ui/notes";
import { sayAnd } from "../ui/toast";
import { createAudience } from "./api";

/** Selected leads become a list that campaigns go to (L33). */
export default function NewAudience({
  number,
  which,
  onClose,
}: {
  /** How many they are. */
  number: number;
  which: Picked;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [rest, setRest] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setRest(null);
    setWrong(name.trim() ? null : "Give the audience a name.");
    if (!name.trim()) return;
    setBusy(true);
    try {
      const made = await createAudience(name.trim(), which);
      onClose();
      sayAnd(`${made.name} has ${count(made.size, "person", "people")}`, {
        label: "Open audience",
        run: () => navigate(`/broadcasts/audiences/${made.id}`),
      });
    } catch (error) {
      const found = formErrors(error, ["name"]);
      setWrong(found.errors.name ?? null);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="Create Broadcast Audience"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          description={`The ${count(number, "lead")} that ${number === 1 ? "is" : "are"} selected now. Leads that come later do not join.`}
          data-autofocus
          maxLength={200}
          dir="auto"
          value={name}
          error={wrong}
          onChange={(e) => {
            setName(e.currentTarget.value);
            setWrong(null);
          }}
        />
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create audience
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
