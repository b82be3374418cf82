import { Button } from "@mantine/core";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Webhook, WebhookCreated } from "../api/types";
import { count } from "../lib/text";
import { SettingsBlock } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { say } from "../ui/toast";
import { deleteWebhook, regenerateKey } from "./api";
import { KeyShown } from "./key-shown";

/** A new key, and the end of the webhook. */
export function Danger({ webhook }: { webhook: Webhook }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"key" | "delete" | null>(null);
  const [made, setMade] = useState<WebhookCreated | null>(null);
  return (
    <>
      <SettingsBlock
        title="Address"
        about="It carries the key and was shown once, when it was made."
      >
        <p className="t2" style={{ marginBottom: 10 }}>
          The key ends in <code>{webhook.last_four}</code>. If it is lost or has leaked, make a new
          one.
        </p>
        <Button leftSection={<IconRefresh {...I} />} onClick={() => setAsking("key")}>
          Regenerate key
        </Button>
      </SettingsBlock>
      <SettingsBlock title="Delete webhook" about="Its leads are kept.">
        <Button data-danger leftSection={<IconTrash {...I} />} onClick={() => setAsking("delete")}>
          Delete {webhook.name}
        </Button>
      </SettingsBlock>
      <Confirm
        opened={asking === "key"}
        onClose={() => setAsking(null)}
        title={`Regenerate the key of ${webhook.name}?`}
        action="Regenerate key"
        onConfirm={async () => setMade(await regenerateKey(webhook.id))}
      >
        The old address dies at once. Forms that still post to it are refused until you paste the
        new one there.
      </Confirm>
      <Confirm
        opened={asking === "delete"}
        onClose={() => setAsking(null)}
        title={`Delete ${webhook.name}?`}
        action="Delete webhook"
        onConfirm={async () => {
          await deleteWebhook(webhook.id);
          navigate("/webhooks");
          say(`${webhook.name} deleted, its leads are kept`);
        }}
      >
        Its address stops working at once and its receipts go. The{" "}
        {count(webhook.total_received, "lead")} it received are kept. This cannot be undone.
      </Confirm>
      {made && (
        <KeyShown webhook={made} title="Copy the new address now" onClose={() => setMade(null)} />
      )}
    </>
  );
}
