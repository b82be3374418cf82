import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconDots, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Account } from "../api/types";
import { LifecycleBadge, LifecycleIcon } from "../crm/lifecycle-badge";
import { orSay } from "../crm/or-say";
import { OwnerMenu } from "../crm/owner-menu";
import { LIFECYCLE_ORDER, LIFECYCLES } from "../crm/words";
import personClasses from "../person/person.module.css";
import { CompanyAvatar } from "../ui/avatar";
import { ChoiceMenu } from "../ui/choice-menu";
import { I, IS } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import type { AccountPatch } from "./api";
import { DeleteAccount } from "./delete-account";

/** Absent: nothing can be edited. */
export type OnPatch = ((patch: AccountPatch) => Promise<unknown>) | undefined;

export function AccountHeader({ account, onPatch }: { account: Account; onPatch: OnPatch }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <header className={personClasses.header}>
      <CompanyAvatar name={account.name} size="l" />
      <div className={personClasses.identity}>
        <div className={personClasses.nameRow}>
          {onPatch ? (
            <h1 className={personClasses.name}>
              <InlineEdit
                label="Name"
                field="name"
                value={account.name}
                className={personClasses.nameField}
                onSave={(name) => onPatch({ name })}
              />
            </h1>
          ) : (
            <h1 className={personClasses.name} data-still dir="auto">
              {account.name}
            </h1>
          )}
          <div className={personClasses.badges}>
            {onPatch ? (
              <ChoiceMenu
                value={account.lifecycle_stage}
                choices={LIFECYCLE_ORDER.map((value) => ({
                  value,
                  label: LIFECYCLES[value].label,
                  about: LIFECYCLES[value].meaning,
                  mark: <LifecycleIcon value={value} />,
                }))}
                onChoose={(to) => orSay("Lifecycle stage", onPatch({ lifecycle_stage: to }))}
              >
                <UnstyledButton className={personClasses.stageButton}>
                  <span className="srOnly">Lifecycle stage: </span>
                  <LifecycleBadge value={account.lifecycle_stage}>
                    <IconChevronDown {...IS} />
                  </LifecycleBadge>
                </UnstyledButton>
              </ChoiceMenu>
            ) : (
              <LifecycleBadge value={account.lifecycle_stage} />
            )}
            <OwnerMenu
              ownerId={account.owner_id}
              onChoose={onPatch && ((id) => onPatch({ owner_id: id }))}
            />
            {account.placeholder && (
              <span className="tag" title="Stands in until a real company is linked">
                <span>Placeholder</span>
              </span>
            )}
          </div>
        </div>
        <div className={account.domain ? "t2 wrap" : "t3"}>{account.domain ?? "No domain"}</div>
      </div>
      {onPatch && (
        <div className={personClasses.actions}>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" aria-label="More actions">
                <IconDots {...I} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconTrash {...I} />}
                data-danger
                onClick={() => setDeleting(true)}
              >
                Delete account
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <DeleteAccount account={account} opened={deleting} onClose={() => setDeleting(false)} />
        </div>
      )}
    </header>
  );
}
