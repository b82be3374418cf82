import { IconCheck, IconClock } from "@tabler/icons-react";
import { reason } from "../api/errors";
import type { Widget } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import { CodeBlock } from "../ui/code-block";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { useSnippet } from "./api";
import { CodeSample } from "./code-sample";
import { perLine } from "./snippet";
import classes from "./widgets.module.css";

export function Install({ widget, consent }: { widget: Widget; consent: boolean }) {
  const snippet = useSnippet(widget);
  return (
    <SettingsBlock title="Install" about="Once on every page, before the closing body tag.">
      {snippet.error ? (
        <ErrorNote>The snippet could not be read: {reason(snippet.error)}</ErrorNote>
      ) : snippet.data ? (
        <CodeSample text={perLine(snippet.data.html)} label="Install snippet" />
      ) : (
        <SkeletonBlock height={250} pad={0} />
      )}
      {consent !== widget.consent_required ? (
        <p className={`sm ${classes.repaste}`}>
          {consent
            ? "Save, then paste the snippet again on every page: only a tag with data-consent waits."
            : "Save, then paste the snippet again on every page: a tag with data-consent goes on waiting."}
        </p>
      ) : (
        consent && (
          <p className={`t3 sm ${classes.seen}`}>
            It waits for consent where its tag carries <code>data-consent="required"</code>. Pages
            with an older snippet do not wait.
          </p>
        )
      )}
      {widget.last_event_at ? (
        <div className={`row sm m ${classes.seen}`} data-yes>
          <IconCheck {...IS} />
          <span>
            Seen <TimeAgo at={widget.last_event_at} />
          </span>
        </div>
      ) : (
        <div className={`row sm t3 ${classes.seen}`}>
          <IconClock {...IS} />
          <span>
            <span className="m">Not seen yet.</span>{" "}
            {widget.tracking_enabled
              ? "Open a page that carries the snippet."
              : "Tracking is off, so pages that carry the snippet send nothing that is kept."}
          </span>
        </div>
      )}
    </SettingsBlock>
  );
}

export function Waitlist({ widget }: { widget: Widget }) {
  const snippet = useSnippet(widget);
  const address = snippet.data?.waitlist_url;
  // The block above says what went wrong.
  if (snippet.error) return null;
  return (
    <SettingsBlock
      title="Waitlist form"
      about="A form of your own that posts here makes a lead, or brings the one with its email up to date."
    >
      {address ? (
        <CodeBlock text={address} label="Waitlist address" />
      ) : (
        <SkeletonBlock height={40} pad={0} />
      )}
      <p className="t3 sm" style={{ marginTop: 8 }}>
        It needs a field <code>email</code>. Name, phone, company and title are known by their
        names; every other field is kept as a custom field. JSON is taken, too.
      </p>
    </SettingsBlock>
  );
}
