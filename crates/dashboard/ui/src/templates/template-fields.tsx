import { Select, TextInput } from "@mantine/core";
import type { Channel } from "../api/types";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import form from "../ui/form.module.css";
import type { FieldsProps } from "./text-fields";

/** What it is called here, and what at Meta. */
export function TemplateFields({
  draft,
  edit,
  errors,
  disabled,
  isNew,
}: FieldsProps & { isNew: boolean }) {
  return (
    <section className="card" aria-label="Template">
      <div className="cardHead">
        <h2>Template</h2>
      </div>
      <div className={`cardBody ${form.grid}`}>
        <TextInput
          label="Name"
          placeholder="Welcome_Template"
          maxLength={100}
          autoFocus={isNew}
          disabled={disabled}
          dir="auto"
          value={draft.name}
          error={errors.name}
          onChange={(e) => edit({ name: e.currentTarget.value })}
        />
        <Select
          label="Channel"
          description={isNew ? "It cannot be changed later." : undefined}
          disabled={disabled || !isNew}
          data={CHANNEL_ORDER.map((value) => ({ value, label: CHANNELS[value].label }))}
          value={draft.channel}
          error={errors.channel}
          // Another channel may not know the status.
          onChange={(v) => v && edit({ channel: v as Channel, status: "draft" })}
        />
        {draft.channel === "whatsapp" && (
          <>
            <TextInput
              label="Name at Meta"
              description="The template that Meta approved, with the same text."
              placeholder="welcome_template"
              maxLength={200}
              spellCheck={false}
              disabled={disabled}
              value={draft.provider_name}
              error={errors.provider_name}
              onChange={(e) => edit({ provider_name: e.currentTarget.value })}
            />
            <TextInput
              label="Language"
              description="As Meta writes it."
              placeholder="en"
              maxLength={20}
              spellCheck={false}
              disabled={disabled}
              value={draft.language}
              error={errors.language}
              onChange={(e) => edit({ language: e.currentTarget.value })}
            />
          </>
        )}
      </div>
    </section>
  );
}
