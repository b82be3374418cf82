import { TextInput } from "@mantine/core";
import { SettingsBlock } from "../settings/settings-page";
import { Help } from "../webhooks/help";
import { CodeSample, Samples } from "./code-sample";
import { HOOK_ANSWER, HOOK_PAYLOAD, HOOK_SAMPLES } from "./hook-samples";
import { SecretLine } from "./secret-line";
import classes from "./widgets.module.css";

/** A program of the site's owner that answers what visitors write. */
export function OwnBot({
  url,
  secret,
  error,
  disabled,
  onChange,
}: {
  url: string;
  /** Null for who may not change settings. */
  secret: string | null;
  /** The server's reason. */
  error?: string;
  disabled: boolean;
  onChange: (url: string) => void;
}) {
  return (
    <SettingsBlock
      title="Your own bot"
      about="A program on your server that answers while no behavior asks and nobody of the team has answered."
    >
      <TextInput
        label="Hook address"
        description="Hydra posts there what visitors write. Empty: there is none."
        placeholder="https://bot.example.com/hydra"
        inputMode="url"
        maxLength={2000}
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        value={url}
        error={error}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
      <h3 className={classes.label}>Signing secret</h3>
      {secret !== null ? (
        <>
          <SecretLine secret={secret} name="signing secret" />
          <p className="t3 sm" style={{ margin: "5px 0 10px" }}>
            Every call is signed with it, so that your server can tell ours from anybody’s.
          </p>
        </>
      ) : (
        <p className="t3 sm" style={{ marginBottom: 10 }}>
          The secret is shown to those who may change settings.
        </p>
      )}
      <Help title="What is sent, and how to answer">
        <p className="t2">
          Each message of a visitor is posted as JSON, with the pages they saw last and how often
          they came. The signature is that of{" "}
          <a
            className="link"
            href="https://www.standardwebhooks.com"
            target="_blank"
            rel="noopener noreferrer"
          >
            Standard Webhooks
          </a>
          , in the headers <code>webhook-id</code>, <code>webhook-timestamp</code> and{" "}
          <code>webhook-signature</code>.
        </p>
        <CodeSample text={HOOK_PAYLOAD} label="Call example" />
        <p className="t2">
          Answer with up to 5 replies of 2,000 characters, or with <code>{"{}"}</code> to say
          nothing.
        </p>
        <CodeSample text={HOOK_ANSWER} label="Answer example" />
        <Samples samples={HOOK_SAMPLES} label="Bot example" />
      </Help>
    </SettingsBlock>
  );
}
