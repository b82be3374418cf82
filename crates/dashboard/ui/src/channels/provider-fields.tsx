import { Select, TextInput } from "@mantine/core";
import form from "../ui/form.module.css";
import type { Draft } from "./draft";
import { type Field, PROVIDERS } from "./providers";
import { SecretField } from "./secret-field";

/** The settings that a provider asks for, and its secrets. */
export function ProviderFields({
  draft,
  kept,
  errors,
  disabled,
  edit,
}: {
  draft: Draft;
  /** The names of the secrets that are set. */
  kept: string[];
  errors: Record<string, string>;
  disabled: boolean;
  edit: (draft: Draft) => void;
}) {
  const { fields, secrets } = PROVIDERS[draft.provider];
  const set = (name: string, value: string) =>
    edit({ ...draft, settings: { ...draft.settings, [name]: value } });
  const setSecret = (name: string, value: string | undefined) => {
    const { [name]: _, ...rest } = draft.secrets;
    edit({ ...draft, secrets: value === undefined ? rest : { ...rest, [name]: value } });
  };
  const control = ({ name, label, placeholder, about, optional, number, choices }: Field) => {
    const props = {
      label: optional ? `${label} (optional)` : label,
      description: about,
      disabled,
      value: draft.settings[name] ?? "",
      error: errors[`settings.${name}`],
    };
    return choices ? (
      <Select key={name} {...props} data={choices} onChange={(v) => v && set(name, v)} />
    ) : (
      <TextInput
        key={name}
        {...props}
        placeholder={placeholder}
        inputMode={number ? "numeric" : undefined}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        onChange={(e) => set(name, e.currentTarget.value)}
      />
    );
  };
  return (
    <div className={form.grid}>
      {fields.map(control)}
      {secrets.map(({ name, label, about, optional }) => (
        <SecretField
          key={name}
          label={optional ? `${label} (optional)` : label}
          about={about}
          kept={kept.includes(name)}
          value={draft.secrets[name]}
          error={errors[`secrets.${name}`]}
          disabled={disabled}
          onChange={(value) => setSecret(name, value)}
        />
      ))}
    </div>
  );
}
