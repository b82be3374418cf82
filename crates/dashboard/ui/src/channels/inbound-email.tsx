import { CodeBlock } from "../ui/code-block";
import { Help } from "../webhooks/help";
import { Samples } from "../widgets/code-sample";
import { SecretLine } from "../widgets/secret-line";
import classes from "./channels.module.css";
import { inboundSamples, SECRET_FILE } from "./inbound-samples";

const ALIAS = 'hello: "|/usr/local/bin/hydra-inbound"';

/** How mail that people write comes into the inbox. */
export function InboundEmail({
  address,
  secret,
}: {
  address: string;
  /** Null for who may not change settings. */
  secret: string | null;
}) {
  return (
    <section className={classes.callback} aria-label="Inbound email">
      <h3 className={classes.title}>Inbound email</h3>
      <p className="t2">
        What people write to you becomes a conversation in the inbox, and who is not known yet
        becomes a lead. Your mail server posts each message to this address, whatever sends the
        email above.
      </p>
      <div className="m">Inbound address</div>
      <CodeBlock text={address} label="Inbound address" />
      <div className="m">Inbound secret</div>
      {secret !== null ? (
        <SecretLine secret={secret} name="inbound secret" />
      ) : (
        <p className="t3 sm">The secret is shown to those who may change settings.</p>
      )}
      <Help title="How to forward mail">
        <ol>
          <li>
            Put the script on your mail server, and the secret into <code>{SECRET_FILE}</code>,
            where only the user that runs the script can read it.
          </li>
          <li>
            Name it in an alias. In Postfix, that is a line in <code>/etc/aliases</code>:
            <CodeBlock text={ALIAS} label="Alias example" />
          </li>
          <li>
            Give that address as <span className="m">Reply to</span> of SMTP, so that answers to
            your emails come in, too.
          </li>
        </ol>
        <Samples samples={inboundSamples(address)} label="Forwarding example" />
        <p className="t3 sm">
          The message goes as it is, raw MIME, with the type <code>message/rfc822</code>, and is
          signed as{" "}
          <a
            className="link"
            href="https://www.standardwebhooks.com"
            target="_blank"
            rel="noopener noreferrer"
          >
            Standard Webhooks
          </a>{" "}
          writes it, in <code>webhook-id</code>, <code>webhook-timestamp</code> and{" "}
          <code>webhook-signature</code>. What is not signed so is refused.
        </p>
      </Help>
    </section>
  );
}
