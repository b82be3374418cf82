import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import type { AccountRef, Id, InlineAccount } from "../api/types";
import { AccountFields, type AccountValues, toInlineAccount } from "../crm/account-fields";
import { AccountPicker } from "../crm/account-picker";

/** Which account a contact is to belong to: one that is there, or one that is made with it (H21). */
export interface AccountChoice {
  tab: "existing" | "new";
  id: Id | null;
  values: AccountValues;
}

/** What the API takes; without either, it says that an account is needed (H23). */
export function accountInput({ tab, id, values }: AccountChoice): {
  account_id?: Id;
  account?: InlineAccount;
} {
  return tab === "new" ? { account: toInlineAccount(values) } : { account_id: id ?? undefined };
}

export function AccountTabs({
  choice,
  onChange,
  initial,
  hint,
  errors,
}: {
  choice: AccountChoice;
  onChange: (choice: AccountChoice) => void;
  /** The account of `choice.id`, where it is known. */
  initial?: AccountRef;
  hint?: ReactNode;
  errors: Record<string, ReactNode>;
}) {
  return (
    <Tabs
      value={choice.tab}
      keepMounted={false}
      onChange={(tab) => onChange({ ...choice, tab: tab === "new" ? "new" : "existing" })}
    >
      <Tabs.List mb={14}>
        <Tabs.Tab value="existing">Existing Account</Tabs.Tab>
        <Tabs.Tab value="new">New Account</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="existing">
        <AccountPicker
          label="Account"
          required
          value={choice.id}
          initial={initial}
          description={hint}
          error={errors.account_id}
          onChange={(id) => onChange({ ...choice, id })}
        />
      </Tabs.Panel>
      <Tabs.Panel value="new">
        <AccountFields
          values={choice.values}
          within="account."
          errors={errors}
          onChange={(values) => onChange({ ...choice, values })}
        />
      </Tabs.Panel>
    </Tabs>
  );
}
