import { Button, Group, Modal } from "@mantine/core";
import { useNavigate } from "react-router";
import type { WebhookCreated } from "../api/types";
import { CodeBlock } from "../ui/code-block";
import { curlFor } from "./mapping";

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
        custom fields. The webhook’s page has guides for forms, Zapier, Make, Typeform and Facebook.
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
