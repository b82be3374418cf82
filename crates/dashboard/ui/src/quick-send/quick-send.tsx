import { Button, Group, Modal } from "@mantine/core";
import { useState } from "react";
import { formErrors } from "../api/errors";
import type { Channel, QuickSendResult } from "../api/types";
import { count } from "../lib/text";
import { Empty, ErrorNote } from "../ui/notes";
import { quickSend, refreshSent } from "./api";
import { ChannelChoice, OFFERED } from "./channel-choice";
import { Compose, untouched, type Written } from "./compose";
import { Preview } from "./preview";
import classes from "./quick-send.module.css";
import { canReach, exampleOf, type Recipients } from "./recipients";
import { SendResult } from "./send-result";

const NOTHING: Written = { subject: "", body: "" };

/** One message to some people, without a campaign (L32). */
export default function QuickSend({ to, onClose }: { to: Recipients; onClose: () => void }) {
  const usual = to.ids.length === 1 ? to.known[0]?.preferred_channel : null;
  const open = OFFERED.filter((c) => canReach(to, c));
  const [channel, setChannel] = useState<Channel>(
    open.find((c) => c === usual) ?? open[0] ?? "email",
  );
  const [written, setWritten] = useState(NOTHING);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<QuickSendResult | null>(null);
  const [leaving, setLeaving] = useState(false);
  const clear = () => {
    setErrors({});
    setRest(null);
  };
  const edit = (part: Partial<Written>) => {
    clear();
    setWritten((w) => ({ ...w, ...part }));
  };
  const dirty = Boolean(written.subject.trim() || written.body.trim());
  // Asked in this dialog: a second one over it would hear the same Esc.
  const leave = () => (dirty ? setLeaving(!leaving) : onClose());
  const finish = () => {
    refreshSent();
    onClose();
  };
  const example = exampleOf(to, channel);
  const name = to.known.find((p) => p.id === example)?.display_name ?? null;
  const who = to.ids.length === 1 ? (name ?? "1 person") : count(to.ids.length, "person", "people");
  const text = {
    channel,
    subject: channel === "email" ? written.subject.trim() : null,
    body: written.body,
  };

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    clear();
    const missing: Record<string, string> = {};
    if (text.subject === "") missing.subject = "An email needs a subject.";
    if (!text.body.trim()) missing.body = "Write the message.";
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      setResult(await quickSend(to.ids, text, untouched(written, channel)?.id));
    } catch (error) {
      const found = formErrors(error, ["channel", "subject", "body"]);
      setErrors(found.errors);
      setRest(found.rest);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      opened
      onClose={result ? finish : leave}
      title={<span dir="auto">Quick Send to {who}</span>}
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {open.length === 0 ? (
        <Unreachable to={to} onClose={onClose} />
      ) : result ? (
        <SendResult
          result={result}
          to={to}
          channel={channel}
          onBack={() => setResult(null)}
          onClose={finish}
        />
      ) : (
        <form onSubmit={submit} noValidate>
          <ChannelChoice
            to={to}
            value={channel}
            error={errors.channel}
            onChange={(c) => {
              clear();
              setChannel(c);
            }}
          />
          <Compose channel={channel} written={written} errors={errors} onChange={edit} />
          <div className={classes.below}>
            <Preview
              text={{ ...text, subject: text.subject || null }}
              person={example ? { id: example, name } : null}
            />
          </div>
          {rest && <ErrorNote>{rest}</ErrorNote>}
          {leaving ? (
            <Leaving onKeep={() => setLeaving(false)} onDiscard={onClose} />
          ) : (
            <Group justify="flex-end" gap={8} mt={20}>
              <Button onClick={leave}>Cancel</Button>
              <Button type="submit" variant="filled" loading={busy}>
                Send
              </Button>
            </Group>
          )}
        </form>
      )}
    </Modal>
  );
}

function Leaving({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  return (
    <Group justify="flex-end" gap={8} mt={20} role="group" aria-label="Discard this message?">
      <span className="t2 sp">What you wrote has not been sent, and is kept nowhere.</span>
      <Button onClick={onKeep} autoFocus>
        Keep writing
      </Button>
      <Button data-danger-fill onClick={onDiscard}>
        Discard message
      </Button>
    </Group>
  );
}

function Unreachable({ to, onClose }: { to: Recipients; onClose: () => void }) {
  const one = to.ids.length === 1;
  return (
    <>
      <Empty
        title="No phone number and no email address"
        why={
          one
            ? "SMS and WhatsApp need a phone number, Email needs an email address. Add one to the profile first."
            : "SMS and WhatsApp need a phone number, Email needs an email address, and none of these people has either."
        }
      />
      <Group justify="flex-end" mt={16}>
        <Button onClick={onClose}>Close</Button>
      </Group>
    </>
  );
}
