import { Textarea, TextInput } from "@mantine/core";
import type { Widget } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import formClasses from "../ui/form.module.css";
import { ErrorNote } from "../ui/notes";
import { useSnippet } from "./api";
import { CodeSample } from "./code-sample";
import { type FormDraft, formProblems } from "./form-draft";
import { FormFields } from "./form-fields";
import { FormPreview } from "./form-preview";
import classes from "./widgets.module.css";

/** The form that a page of the site embeds: what it asks, how it looks, and the tag. */
export function FormBlock({
  widget,
  draft,
  refused,
  disabled,
  onChange,
}: {
  widget: Widget;
  draft: FormDraft;
  /** The server's reason. */
  refused?: string;
  disabled: boolean;
  onChange: (draft: FormDraft) => void;
}) {
  const problems = formProblems(draft);
  const html = useSnippet(widget).data?.form_html;
  const edit = (part: Partial<FormDraft>) => onChange({ ...draft, ...part });
  return (
    <SettingsBlock
      title="Form"
      about="A form for any page of this site. It makes a lead, with what the browser did before."
    >
      <div className={formClasses.grid}>
        <TextInput
          label="Title"
          placeholder="None"
          maxLength={200}
          dir="auto"
          disabled={disabled}
          value={draft.title}
          onChange={(e) => edit({ title: e.currentTarget.value })}
        />
        <TextInput
          label="Button"
          maxLength={100}
          dir="auto"
          disabled={disabled}
          value={draft.button}
          error={problems.button}
          onChange={(e) => edit({ button: e.currentTarget.value })}
        />
        <Textarea
          className={formClasses.wide}
          label="Thanks"
          description="Takes the form’s place when it has been sent."
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          dir="auto"
          disabled={disabled}
          value={draft.thanks}
          error={problems.thanks}
          onChange={(e) => edit({ thanks: e.currentTarget.value })}
        />
      </div>
      <FormFields
        fields={draft.fields}
        problems={problems}
        disabled={disabled}
        onChange={(fields) => edit({ fields })}
      />
      {refused && <ErrorNote>{refused}</ErrorNote>}
      <h3 className={classes.label}>Preview</h3>
      <FormPreview draft={draft} />
      {html && (
        <>
          <h3 className={classes.label}>Where the form is to stand</h3>
          <CodeSample text={html} label="Form snippet" />
          <p className={`t3 sm ${classes.seen}`}>
            Pages that have it show a saved change within minutes. Origins that are not allowed
            above cannot send it.
          </p>
        </>
      )}
    </SettingsBlock>
  );
}
