import { TextInput } from "@mantine/core";
import type { InlineAccount } from "../api/types";
import classes from "./account-fields.module.css";

type Field = keyof InlineAccount;
export type AccountValues = Record<Field, string>;

export const NO_ACCOUNT: AccountValues = {
  name: "",
  domain: "",
  industry: "",
  website: "",
  phone: "",
};
export const ACCOUNT_FIELDS = Object.keys(NO_ACCOUNT) as Field[];

/** As the API takes it: what is empty is not sent. */
export function toInlineAccount(values: AccountValues): InlineAccount {
  const filled = ACCOUNT_FIELDS.map((f) => [f, values[f].trim()]).filter(([, v]) => v);
  return { name: "", ...Object.fromEntries(filled) };
}

/** The fields of a new account, in its own form and inline in others (H22). */
export function AccountFields({
  values,
  onChange,
  errors = {},
  within = "",
  nameLabel = "Company name",
  autoFocus = false,
}: {
  values: AccountValues;
  onChange: (values: AccountValues) => void;
  /** By the name that the server gives the field, `within` included. */
  errors?: Record<string, React.ReactNode>;
  /** "account." where the account is a part of a bigger form. */
  within?: string;
  nameLabel?: string;
  autoFocus?: boolean;
}) {
  const field = (name: Field) => ({
    value: values[name],
    error: errors[within + name],
    onChange: (e: React.ChangeEvent<HTMLInputElement>) =>
      onChange({ ...values, [name]: e.currentTarget.value }),
  });
  return (
    <fieldset className={classes.fields} aria-label="New account">
      <div className={classes.wide}>
        <TextInput
          label={nameLabel}
          withAsterisk
          aria-required
          maxLength={200}
          data-autofocus={autoFocus || undefined}
          {...field("name")}
        />
      </div>
      <TextInput label="Domain" placeholder="example.com" {...field("domain")} />
      <TextInput label="Industry" maxLength={200} {...field("industry")} />
      <TextInput
        label="Website"
        inputMode="url"
        placeholder="https://example.com"
        {...field("website")}
      />
      <TextInput
        label="Phone"
        type="tel"
        placeholder="+49 30 5550 0142"
        description="With country code."
        {...field("phone")}
      />
    </fieldset>
  );
}
