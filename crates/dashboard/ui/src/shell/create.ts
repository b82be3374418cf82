import type { Permission } from "../api/types";
import { openAddLead } from "./add-lead-store";

export interface Creation {
  label: string;
  keys: string;
  permission: Permission;
  /** Where it is made; a lead is made in a dialog that opens anywhere. */
  to?: string;
}

/** What can be made from anywhere: by the palette, by keys, and as the list of shortcuts tells. */
export const CREATIONS: Creation[] = [
  { label: "New Lead", keys: "C L", permission: "leads:manage" },
  { label: "Import leads", keys: "C I", permission: "leads:manage", to: "/leads/import" },
  { label: "New Contact", keys: "C C", permission: "crm:manage", to: "/contacts/new" },
  { label: "New Account", keys: "C A", permission: "crm:manage", to: "/accounts?new=1" },
  { label: "New Opportunity", keys: "C O", permission: "crm:manage", to: "/opportunities/new" },
  { label: "New webhook", keys: "C W", permission: "leads:manage", to: "/webhooks?new=1" },
  {
    label: "New automation",
    keys: "C U",
    permission: "automations:manage",
    to: "/automations/new",
  },
  {
    label: "New message template",
    keys: "C T",
    permission: "leads:manage",
    to: "/broadcasts/templates/new",
  },
  {
    label: "New campaign",
    keys: "C B",
    permission: "messages:send",
    to: "/broadcasts/campaigns/new",
  },
  {
    label: "New site widget",
    keys: "C S",
    permission: "settings:manage",
    to: "/settings/widgets?new=1",
  },
];

export function create({ to }: Creation, go: (to: string) => void, name?: string) {
  if (to) go(to);
  else openAddLead(name ? { name } : {});
}
