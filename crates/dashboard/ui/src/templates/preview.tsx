import { SegmentedControl, Skeleton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { reason } from "../api/errors";
import type { MessagePreview, PersonRef } from "../api/types";
import { PersonPicker } from "../messages/person-picker";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { useVariables } from "./api";
import classes from "./templates.module.css";

/** What a person would get, as it is typed. Nothing is sent. */
export function Preview({
  empty,
  wrong,
  preview,
  onPerson,
}: {
  /** There is no text yet. */
  empty: boolean;
  /** The text cannot be sent as it is, which its field says. */
  wrong: boolean;
  preview: UseQueryResult<MessagePreview>;
  onPerson: (id: string | null) => void;
}) {
  const [person, setPerson] = useState<PersonRef | null>(null);
  const { data, error } = preview;
  return (
    <section className={`card ${classes.preview}`} aria-label="Preview">
      <div className="cardHead">
        <h2>Preview</h2>
        <span className="aux">Nothing is sent</span>
      </div>
      <div className={`cardBody ${classes.fields}`}>
        <PersonPicker
          label="Preview for"
          placeholder="Examples, or choose a person"
          value={person}
          onChange={(to) => {
            setPerson(to);
            onPerson(to?.id ?? null);
          }}
        />
        {empty ? (
          <p className="t3">Write a text, and it is shown here as a person would get it.</p>
        ) : wrong ? (
          <p className="t3">It is shown again once the text is right.</p>
        ) : error ? (
          <ErrorNote>{reason(error)}</ErrorNote>
        ) : data ? (
          <Shown preview={data} who={person?.display_name ?? null} />
        ) : (
          <Skeleton height={120} radius="md" />
        )}
      </div>
    </section>
  );
}

function Shown({ preview, who }: { preview: MessagePreview; who: string | null }) {
  const [params, setParams] = useSearchParams();
  const labels = useVariables().data;
  const text = params.get("part") === "text" || preview.html === null;
  const missing = preview.missing.map((m) => labels?.find((v) => v.name === m)?.label ?? m);
  const show = (part: string) =>
    setParams(
      (now) => {
        if (part === "text") now.set("part", part);
        else now.delete("part");
        return now;
      },
      { replace: true },
    );
  return (
    <>
      {missing.length > 0 && (
        <p role="status" className={`row ${classes.warning}`}>
          <IconAlertTriangle {...IS} />
          <span className="wrap">
            {who ?? "This person"} has no value for {missing.join(", ")}: nothing would be sent.
          </span>
        </p>
      )}
      {preview.html !== null && (
        <SegmentedControl
          aria-label="Part of the email"
          className={classes.parts}
          data={[
            { value: "html", label: "HTML" },
            { value: "text", label: "Text" },
          ]}
          value={text ? "text" : "html"}
          onChange={show}
        />
      )}
      <div className={classes.message}>
        {preview.subject !== null && (
          <div className={`b wrap ${classes.subject}`} dir="auto">
            {preview.subject}
          </div>
        )}
        {text ? (
          <div className={classes.body} dir="auto">
            {preview.body}
          </div>
        ) : (
          // Without a single permission: no script, no form, no way out of the frame.
          <iframe
            className={classes.frame}
            sandbox=""
            title="HTML part of the email"
            srcDoc={preview.html ?? ""}
          />
        )}
      </div>
    </>
  );
}
