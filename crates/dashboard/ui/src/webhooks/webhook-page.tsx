import { Button } from "@mantine/core";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { isMissing } from "../api/errors";
import type { Webhook, WebhookCreated } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { count } from "../lib/text";
import { SettingsBlock } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import { deleteWebhook, regenerateKey, useWebhook } from "./api";
import { KeyShown } from "./new-webhook";
import { Receipts } from "./receipts";
import { WebhookEditor } from "./webhook-editor";
import classes from "./webhooks.module.css";

export default function WebhookPage() {
  return (
    <Need permission="leads:view" title="Webhooks">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const webhook = useWebhook(id);
  const manage = useCan()("leads:manage");
  return (
    <>
      <PageHeader
        strong
        title={webhook.data?.name ?? "Webhook"}
        crumbs={[{ label: "Webhooks", to: "/webhooks" }]}
      >
        {webhook.data && (
          <span className="t3 sm" style={{ whiteSpace: "nowrap" }}>
            {count(webhook.data.total_received, "lead")} received
            {webhook.data.last_received_at && (
              <span className={classes.last}>
                , the last <TimeAgo at={webhook.data.last_received_at} />
              </span>
            )}
          </span>
        )}
      </PageHeader>
      <div className="scroll">
        {webhook.data ? (
          <div className={classes.page}>
            <WebhookEditor key={id} webhook={webhook.data} manage={manage} />
            <Receipts webhook={webhook.data} />
            {manage && <Danger webhook={webhook.data} />}
          </div>
        ) : isMissing(webhook.error) ? (
          <Empty pad title="This webhook is not here" why="It was deleted. Its leads were kept.">
            <Link className="link" to="/webhooks">
              Go to all webhooks
            </Link>
          </Empty>
        ) : webhook.error ? (
          <LoadFailed what="this webhook" error={webhook.error} retry={() => webhook.refetch()} />
        ) : (
          <SkeletonBlock height={360} pad={24} />
        )}
      </div>
    </>
  );
}

function Danger({ webhook }: { webhook: Webhook }) {
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
        The old key dies at once. Forms that still post to the old address are refused until you
        paste the new one there.
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
