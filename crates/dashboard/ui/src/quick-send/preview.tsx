import { IconAlertTriangle } from "@tabler/icons-react";
import { reason } from "../api/errors";
import type { Id, MessagePreview } from "../api/types";
import { type Text, usePreview, useVariables } from "../templates/api";
import { IS } from "../ui/icon";
import { SkeletonBlock } from "../ui/skeleton";
import classes from "./quick-send.module.css";

/** The text as this person would get it; without one, filled with examples. */
export function Preview({
  text,
  person,
}: {
  text: Text;
  /** The name is null of one who is on no list that is shown. */
  person: { id: Id; name: string | null } | null;
}) {
  const preview = usePreview(text, person?.id ?? null);
  const who = person ? (person.name ?? "the first of them") : "an example";
  return (
    <section className={classes.preview} aria-label="Preview">
      <h3 className="t3 sm">
        Preview for <span dir="auto">{who}</span>
      </h3>
      {text.body.trim() === "" ? (
        <p className="t3">What you write shows here with its variables filled.</p>
      ) : preview.error ? (
        <Warning>{reason(preview.error)}</Warning>
      ) : preview.data ? (
        <Shown preview={preview.data} email={text.channel === "email"} who={who} />
      ) : (
        <SkeletonBlock height={60} pad={0} />
      )}
    </section>
  );
}

function Shown({
  preview: { subject, body, html, missing },
  email,
  who,
}: {
  preview: MessagePreview;
  email: boolean;
  who: string;
}) {
  const labels = useVariables().data;
  const lacks = missing.map((name) => labels?.find((v) => v.name === name)?.label ?? name);
  return (
    <>
      {lacks.length > 0 && (
        <Warning>
          No value for {lacks.join(", ")}: nothing is sent to <span dir="auto">{who}</span>.
        </Warning>
      )}
      {email && (
        <p className={`wrap ${subject ? "b" : "t3"}`} dir="auto">
          {subject || "No subject yet"}
        </p>
      )}
      {html !== null ? (
        // Without a single permission: no script, no form, no way out of the frame.
        <iframe className={classes.frame} sandbox="" title="The email" srcDoc={html} />
      ) : (
        <p className={classes.text} dir="auto">
          {body}
        </p>
      )}
    </>
  );
}

function Warning({ children }: { children: React.ReactNode }) {
  return (
    <p role="status" className={classes.warning}>
      <IconAlertTriangle {...IS} />
      <span className="wrap">{children}</span>
    </p>
  );
}
