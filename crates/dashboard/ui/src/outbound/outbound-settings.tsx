import { Button } from "@mantine/core";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { OutboundWebhook } from "../api/types";
import { dateTime } from "../lib/time";
import { useNow } from "../lib/use-now";
import { SettingsBlock } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { say } from "../ui/toast";
import { deleteOutbound, rotateOutbound } from "./api";
import type { Draft } from "./draft";
import { EndpointFields, EventFields } from "./fields";
import { SecretShown } from "./secret-shown";
import { VerifyHelp } from "./verify-help";

export function OutboundSettings({
  webhook,
  draft,
  errors,
  edit,
  onRotated,
}: {
  webhook: OutboundWebhook;
  draft: Draft;
  errors: Record<string, string>;
  edit: (part: Partial<Draft>) => void;
  onRotated: (webhook: OutboundWebhook) => void;
}) {
  const navigate = useNavigate();
  const now = useNow();
  const [asking, setAsking] = useState<"secret" | "delete" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const both = webhook.old_secret_until !== null && Date.parse(webhook.old_secret_until) > now;
  return (
    <>
      <SettingsBlock title="Address" about="Where it is sent.">
        <EndpointFields draft={draft} errors={errors} edit={edit} />
      </SettingsBlock>
      <SettingsBlock title="Events" about="What it listens to.">
        <EventFields draft={draft} errors={errors} edit={edit} />
      </SettingsBlock>
      <SettingsBlock
        title="Signing secret"
        about="It was shown once. If it is lost, make a new one."
      >
        <Button leftSection={<IconRefresh {...I} />} onClick={() => setAsking("secret")}>
          Rotate secret
        </Button>
        {both && webhook.old_secret_until && (
          <p className="t3 sm" style={{ marginTop: 8 }}>
            The old secret signs as well until {dateTime(webhook.old_secret_until)}.
          </p>
        )}
        <VerifyHelp />
      </SettingsBlock>
      <SettingsBlock title="Delete webhook" about="To stop it for a while, switch it off instead.">
        <Button data-danger leftSection={<IconTrash {...I} />} onClick={() => setAsking("delete")}>
          Delete webhook
        </Button>
      </SettingsBlock>
      <Confirm
        opened={asking === "secret"}
        onClose={() => setAsking(null)}
        title="Rotate the signing secret?"
        action="Rotate secret"
        onConfirm={async () => {
          const made = await rotateOutbound(webhook.id);
          onRotated(made.webhook);
          setSecret(made.secret);
        }}
      >
        A new secret is made and shown once. The old one signs beside it for 24 hours, so that you
        can change the receiver without losing a delivery.
        {both && " The secret before it stops at once."}
      </Confirm>
      <Confirm
        opened={asking === "delete"}
        onClose={() => setAsking(null)}
        title={`Delete the webhook to ${new URL(webhook.url).host}?`}
        action="Delete webhook"
        onConfirm={async () => {
          await deleteOutbound(webhook.id);
          navigate("/settings/outbound-webhooks");
          say("Webhook deleted");
        }}
      >
        Nothing more is sent to {webhook.url}, what is pending included. Its deliveries and its
        secret go. This cannot be undone.
      </Confirm>
      {secret && (
        <SecretShown
          secret={secret}
          title="Copy the new signing secret now"
          done="I have copied it"
          onClose={() => setSecret(null)}
        >
          The old one signs as well for 24 hours.
        </SecretShown>
      )}
    </>
  );
}
