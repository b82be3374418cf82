import type { Webhook } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import { CodeSample } from "../widgets/code-sample";
import { GUIDES, PLACEHOLDER } from "./guides";
import { Help } from "./help";
import { curlFor } from "./mapping";

/** How usual senders are made to post here. */
export function Guides({ webhook }: { webhook: Webhook }) {
  return (
    <>
      <SettingsBlock
        title="What it takes"
        about="POST with JSON, form-encoded or multipart, up to 1 MiB."
      >
        <p className="t2" style={{ marginBottom: 10 }}>
          The address was shown once and ends in <code>{webhook.last_four}</code>. No header of ours
          is needed. A list of at most 100 objects makes a lead of each, and a sender that repeats a
          post with the same <code>Idempotency-Key</code> makes one lead.
        </p>
        <CodeSample text={curlFor(PLACEHOLDER)} label="Example call with curl" />
      </SettingsBlock>
      <SettingsBlock title="Guides" about="For the senders that people ask about most.">
        {GUIDES.map((g, i) => (
          <Help key={g.title} title={g.title} open={i === 0}>
            <p className="t3">{g.about}</p>
            <ol>
              {g.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            {g.code && <CodeSample text={g.code} label={`${g.title}, to copy`} />}
          </Help>
        ))}
      </SettingsBlock>
    </>
  );
}
