import type { ReactNode } from "react";
import type { Permission } from "../api/types";
import { Empty } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { useCan, useSession } from "./session";

export const ROLES = {
  super_admin: "Owner",
  admin: "Admin",
  marketer: "Marketer",
  agent: "Agent",
} as const;

const GIVES: Record<Permission, string> = {
  "leads:view": "see leads",
  "leads:manage": "change leads",
  "crm:view": "see contacts, accounts and opportunities",
  "crm:manage": "change contacts, accounts and opportunities",
  "inbox:use": "use the inbox",
  "automations:manage": "change automations",
  "messages:send": "send messages",
  "analytics:view": "see reports",
  "settings:manage": "change settings",
  "audit:view": "read the audit log",
};

/** A page opened without its permission says so instead of failing. */
export function Need({
  permission,
  title,
  children,
}: {
  permission: Permission;
  title: string;
  children: ReactNode;
}) {
  const can = useCan();
  const { role, workspace } = useSession();
  if (can(permission)) return children;
  return (
    <>
      <PageHeader title={title} />
      <Empty
        pad
        title={`Your role cannot open ${title}`}
        why={
          <>
            You are signed in to {workspace.name} as {ROLES[role]}, and this page needs the
            permission to {GIVES[permission]} (<code>{permission}</code>). An admin can change your
            role.
          </>
        }
      />
    </>
  );
}
