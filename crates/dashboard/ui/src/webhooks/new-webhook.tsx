import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { reasonFor } from "../api/errors";
import type { WebhookCreated } from "../api/types";
import { CodeBlock } from "../ui/code-block";
import { createWebhook } from "./api";
import { curlFor } from "./mapping";

export function NewWebhook({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [made, setMade] = useState<WebhookCreated | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setFailed("Give it a name, for example the form it is for.");
    setBusy(true);
    try {
      setMade(await createWebhook({ name: name.trim() }));
    } catch (error) {
      setFailed(reasonFor(error, "name"));
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
          error={failed}
          onChange={(e) => {
            setName(e.currentTarget.value);
            setFailed(null);
          }}
        />
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

/** The address carries the key; it is shown this once. */
export function KeyShown({
  webhook,
  title,
  onClose,
}: {
  webhook: WebhookCreated;
  title: string;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const url = new URL(webhook.url, window.location.origin).href;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2" style={{ marginBottom: 12 }}>
        Whoever has this address can add leads to {webhook.name}. It is shown once; after that only
        its last four characters are known here.
      </p>
      <CodeBlock text={url} label="Webhook address" />
      <p className="m" style={{ margin: "16px 0 6px" }}>
        Send a test
      </p>
      <CodeBlock text={curlFor(url)} label="Example call with curl" />
      <p className="t3 sm" style={{ marginTop: 8 }}>
        JSON and form posts both work, without headers of ours. Fields that are no core field become
        custom fields.
      </p>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button
          variant="filled"
          onClick={() => {
            onClose();
            navigate(`/webhooks/${webhook.id}`);
          }}
        >
          Done, open {webhook.name}
        </Button>
      </Group>
    </Modal>
  );
}
