import type { MessageChannelSetup, MessageProvider } from "../api/types";
import { CodeBlock } from "../ui/code-block";
import classes from "./channels.module.css";

/** Where the provider reports what became of a message. */
export function Callback({
  setup,
  provider,
}: {
  setup: MessageChannelSetup;
  provider: MessageProvider;
}) {
  if (!setup.callback_url) return null;
  return (
    <div className={classes.callback}>
      <div className="m">Callback address</div>
      <CodeBlock text={setup.callback_url} label="Callback address" />
      {setup.verify_token && (
        <>
          <div className="m">Verify token</div>
          <CodeBlock text={setup.verify_token} label="Verify token" />
        </>
      )}
      <p className="t3 sm">
        {provider === "twilio"
          ? "Nothing to enter: every message tells Twilio to report to this address."
          : `${provider === setup.provider ? "Enter" : "Once this is saved, enter"} both at Meta, in your app under WhatsApp, Configuration, Webhook, and subscribe to messages. Without them nothing is ever shown as delivered or read.`}
      </p>
    </div>
  );
}
