import { Button, TextInput } from "@mantine/core";
import { IconCheck, IconSend } from "@tabler/icons-react";
import { useId, useState } from "react";
import { reasonFor } from "../api/errors";
import type { MessageChannelSetup } from "../api/types";
import { CHANNELS } from "../messages/words";
import { I, IS } from "../ui/icon";
import { testChannel } from "./api";
import classes from "./channels.module.css";

interface Answer {
  version: number;
  accepted: boolean;
  text: string;
}

/** Sends one message with what is saved, and shows what the provider answered. */
export function SendTest({ setup, unsaved }: { setup: MessageChannelSetup; unsaved: boolean }) {
  const { channel, version } = setup;
  const help = useId();
  const [to, setTo] = useState("");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);
  // An answer is one to the settings that it was asked with.
  const shown = answer?.version === version ? answer : null;
  const email = channel === "email";
  const say = (accepted: boolean, text: string) => setAnswer({ version, accepted, text });
  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!to.trim()) {
      return say(
        false,
        email ? "Enter an email address." : "Enter a number with its country code.",
      );
    }
    setBusy(true);
    try {
      const { accepted, detail } = await testChannel(channel, to.trim());
      if (accepted) say(true, `Accepted: ${detail ?? "the provider took it."}`);
      else say(false, `Refused: ${detail ?? "the provider gave no reason."}`);
    } catch (error) {
      say(false, reasonFor(error, "to"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.test}
      aria-label={`Test ${CHANNELS[channel].label}`}
      onSubmit={send}
      noValidate
    >
      <TextInput
        label="Send to"
        placeholder={email ? "you@example.com" : "+353 1 555 0139"}
        inputMode={email ? "email" : "tel"}
        maxLength={320}
        value={to}
        error={shown && !shown.accepted ? shown.text : null}
        onChange={(e) => {
          setAnswer(null);
          setTo(e.currentTarget.value);
        }}
      />
      <Button
        type="submit"
        size="md"
        leftSection={<IconSend {...I} />}
        loading={busy}
        disabled={unsaved}
        aria-describedby={unsaved ? help : undefined}
      >
        Send test
      </Button>
      {unsaved && (
        <p id={help} className={`t3 sm ${classes.under}`}>
          A test uses what is saved. Save the changes first.
        </p>
      )}
      {shown?.accepted && (
        <p role="status" className={`${classes.under} ${classes.accepted}`}>
          <IconCheck {...IS} />
          <span>{shown.text}</span>
        </p>
      )}
    </form>
  );
}
