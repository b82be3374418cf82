import { Button, Group, Modal } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { formErrors } from "../api/errors";
import type { OutboundWebhookCreated } from "../api/types";
import { ErrorNote } from "../ui/notes";
import { createOutbound } from "./api";
import { type Draft, FIELDS, NEW } from "./draft";
import { EndpointFields, EventFields } from "./fields";
import classes from "./outbound.module.css";
import { SecretShown } from "./secret-shown";
import { urlProblem } from "./words";

export function NewOutbound({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(NEW);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const [made, setMade] = useState<OutboundWebhookCreated | null>(null);
  const edit = (part: Partial<Draft>) => {
    setDraft((d) => ({ ...d, ...part }));
    setErrors({});
    setRest(null);
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const missing: Record<string, string> = {};
    const wrong = urlProblem(draft.url);
    if (wrong) missing.url = wrong;
    if (draft.events.length === 0) missing.events = "Tick at least one.";
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      setMade(await createOutbound(draft));
    } catch (error) {
      const found = formErrors(error, FIELDS);
      setErrors(found.errors);
      setRest(found.rest);
    } finally {
      setBusy(false);
    }
  };
  if (made)
    return (
      <SecretShown
        secret={made.secret}
        title="Copy the signing secret now"
        done="Done, open webhook"
        onClose={() => navigate(`/settings/outbound-webhooks/${made.id}`, { replace: true })}
      />
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title="New outbound webhook"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <EndpointFields draft={draft} errors={errors} edit={edit} first />
        <div className={classes.group}>
          <EventFields draft={draft} errors={errors} edit={edit} label="Events" />
        </div>
        {rest && <ErrorNote>{rest}</ErrorNote>}
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
