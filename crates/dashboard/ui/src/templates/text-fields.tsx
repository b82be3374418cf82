import { Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import { useInsert } from "../messages/use-insert";
import type { Draft } from "./draft";
import classes from "./templates.module.css";
import { VariablesMenu } from "./variables-menu";

export interface FieldsProps {
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  errors: Record<string, string>;
  disabled: boolean;
}

/** What is sent: an email's subject, and the body. */
export function TextFields({ draft, edit, errors, disabled }: FieldsProps) {
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const { insert, noteFocus } = useInsert({ subject, body }, "body", (field, text) =>
    edit({ [field]: text }),
  );
  return (
    <section className="card" aria-label="Text">
      <div className="cardHead">
        <h2>Text</h2>
        <span className="sp" />
        {!disabled && <VariablesMenu onChoose={insert} />}
      </div>
      <div className={`cardBody ${classes.fields}`}>
        {draft.channel === "email" && (
          <TextInput
            ref={subject}
            label="Subject"
            maxLength={500}
            disabled={disabled}
            dir="auto"
            value={draft.subject}
            error={errors.subject}
            onFocus={noteFocus("subject")}
            onChange={(e) => edit({ subject: e.currentTarget.value })}
          />
        )}
        <Textarea
          ref={body}
          label="Body"
          description="Variables stand in double braces. A person who lacks one that the text names is skipped."
          autosize
          minRows={7}
          maxRows={24}
          maxLength={20_000}
          disabled={disabled}
          dir="auto"
          value={draft.body}
          error={errors.body}
          onFocus={noteFocus("body")}
          onChange={(e) => edit({ body: e.currentTarget.value })}
        />
      </div>
    </section>
  );
}
