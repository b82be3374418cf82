import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { formErrors } from "../api/errors";
import { usePipelines } from "../api/shared";
import type { Id, WebhookCreated } from "../api/types";
import { ErrorNote } from "../ui/notes";
import { createWebhook } from "./api";
import { KeyShown } from "./key-shown";
import { TargetFields } from "./target-fields";

export function NewWebhook({ onClose }: { onClose: () => void }) {
  const { data: pipelines } = usePipelines();
  const [name, setName] = useState("");
  const [target, setTarget] = useState<{ pipeline_id: Id | null; stage_id: Id | null }>({
    pipeline_id: null,
    stage_id: null,
  });
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [made, setMade] = useState<WebhookCreated | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setWrong("Give it a name, for example the form it is for.");
    setBusy(true);
    setFailed(null);
    try {
      setMade(await createWebhook({ name: name.trim(), ...target }));
    } catch (error) {
      const found = formErrors(error, ["name"]);
      setWrong(found.errors.name ?? null);
      setFailed(found.rest);
    } finally {
      setBusy(false);
    }
  };
  if (made) return <KeyShown webhook={made} title="Copy the address now" onClose={onClose} />;
  return (
    <Modal
      opened
      onClose={onClose}
      title="New webhook"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          description="It is shown as the source of the leads it brings."
          placeholder="Landing page form"
          maxLength={100}
          data-autofocus
          value={name}
          error={wrong}
          onChange={(e) => {
            setName(e.currentTarget.value);
            setWrong(null);
          }}
        />
        <p className="m" style={{ margin: "18px 0 8px" }}>
          Its leads land in
        </p>
        <TargetFields pipelines={pipelines} value={target} onChange={setTarget} />
        {failed && <ErrorNote>{failed}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create webhook
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
