import { Button, Group, Modal, TextInput } from "@mantine/core";
import { IconRefresh, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { reasonFor } from "../api/errors";
import type { Webhook } from "../api/types";
import { Confirm } from "../ui/confirm";
import { CopyButton } from "../ui/copy-button";
import { I, IS } from "../ui/icon";
import { say } from "../ui/toast";
import { Samples } from "../widgets/code-sample";
import { patchWebhook } from "./api";
import { PLACEHOLDER } from "./guides";
import { Help } from "./help";
import { SIGNATURE_HEADERS, signSamples } from "./sign-samples";
import classes from "./webhooks.module.css";

/** Deliveries may have to carry a signature. Saved at once: a secret is no draft that lies about. */
export function Signature({
  webhook,
  manage,
  onSaved,
}: {
  webhook: Webhook;
  manage: boolean;
  onSaved: (saved: Webhook) => void;
}) {
  const [asking, setAsking] = useState<"set" | "remove" | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <p className="t2">
        {webhook.signed ? (
          <>
            <IconShieldCheck {...I} className={classes.shield} /> Every post must be signed with the
            secret. What is not, or wrongly, is refused, and kept as a receipt.
          </>
        ) : (
          "Not checked: whoever has the address can add leads. That is what most form tools need."
        )}
      </p>
      {manage && (
        <Group gap={8} mt={10}>
          <Button onClick={() => setAsking("set")}>
            {webhook.signed ? "Replace secret" : "Require a signature"}
          </Button>
          {webhook.signed && (
            <Button data-danger onClick={() => setAsking("remove")}>
              Stop checking
            </Button>
          )}
        </Group>
      )}
      <div style={{ marginTop: 8 }}>
        <Help title="How to sign a post">
          <p className="t2">
            The signature is the HMAC-SHA256 of the body’s bytes with the secret, as hex or base64,
            with or without <code>sha256=</code> before it, in one of these headers:
          </p>
          <p className={classes.headers}>
            {SIGNATURE_HEADERS.map((h) => (
              <code key={h}>{h}</code>
            ))}
          </p>
          <Samples samples={signSamples(PLACEHOLDER)} label="Signing example" />
        </Help>
      </div>
      {asking === "set" && <SetSecret webhook={webhook} onSaved={onSaved} onClose={close} />}
      <Confirm
        opened={asking === "remove"}
        onClose={close}
        title={`Stop checking the signature of ${webhook.name}?`}
        action="Stop checking"
        onConfirm={async () => {
          onSaved(await patchWebhook(webhook, { signing_secret: null }));
          say("Signatures are no longer checked");
        }}
      >
        The secret is forgotten. From then on whoever has the address can add leads.
      </Confirm>
    </>
  );
}

function SetSecret({
  webhook,
  onSaved,
  onClose,
}: {
  webhook: Webhook;
  onSaved: (saved: Webhook) => void;
  onClose: () => void;
}) {
  const [secret, setSecret] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const type = (text: string) => {
    setSecret(text);
    setFailed(null);
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!secret.trim()) return setFailed("Enter the secret, or generate one.");
    setBusy(true);
    try {
      onSaved(await patchWebhook(webhook, { signing_secret: secret.trim() }));
      say("Secret saved: unsigned posts are refused from now on");
      onClose();
    } catch (error) {
      setFailed(reasonFor(error, "signing_secret"));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={webhook.signed ? "Replace the signing secret" : "Require a signature"}
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Signing secret"
          description="The same text goes into the sender. It is not shown again here."
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          classNames={{ input: classes.secret }}
          value={secret}
          error={failed}
          onChange={(e) => type(e.currentTarget.value)}
        />
        <Group gap={8} mt={10}>
          <Button size="xs" leftSection={<IconRefresh {...IS} />} onClick={() => type(random())}>
            Generate
          </Button>
          {secret && <CopyButton text={secret} label="Copy secret" />}
        </Group>
        {webhook.signed && (
          <p className="t3" style={{ marginTop: 14 }}>
            The old secret ends at once: change it at the sender in the same minute.
          </p>
        )}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Save secret
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** 32 bytes as hex: no character of it needs quoting anywhere. */
function random(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
