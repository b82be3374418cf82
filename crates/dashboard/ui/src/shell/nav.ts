import {
  IconActivity,
  IconBolt,
  IconBuilding,
  IconChartBar,
  IconCoin,
  IconHome,
  IconInbox,
  IconSend,
  IconSettings,
  IconUser,
  IconUserPlus,
  IconWebhook,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Permission } from "../api/types";

export interface Place {
  to: string;
  label: string;
  icon: TablerIcon;
  keys: string;
  permission?: Permission;
  group?: "Sales" | "Marketing";
}

export const PLACES: Place[] = [
  { to: "/", label: "Home", icon: IconHome, keys: "G H" },
  { to: "/inbox", label: "Inbox", icon: IconInbox, keys: "G I", permission: "inbox:use" },
  {
    to: "/leads",
    label: "Leads",
    icon: IconUserPlus,
    keys: "G L",
    permission: "leads:view",
    group: "Sales",
  },
  {
    to: "/contacts",
    label: "Contacts",
    icon: IconUser,
    keys: "G C",
    permission: "crm:view",
    group: "Sales",
  },
  {
    to: "/accounts",
    label: "Accounts",
    icon: IconBuilding,
    keys: "G A",
    permission: "crm:view",
    group: "Sales",
  },
  {
    to: "/opportunities",
    label: "Opportunities",
    icon: IconCoin,
    keys: "G O",
    permission: "crm:view",
    group: "Sales",
  },
  {
    to: "/reports",
    label: "Reports",
    icon: IconChartBar,
    keys: "G R",
    permission: "analytics:view",
    group: "Sales",
  },
  {
    to: "/site-activity",
    label: "Site activity",
    icon: IconActivity,
    keys: "G V",
    permission: "analytics:view",
    group: "Marketing",
  },
  {
    to: "/automations",
    label: "Automations",
    icon: IconBolt,
    keys: "G U",
    permission: "leads:view",
    group: "Marketing",
  },
  {
    to: "/broadcasts",
    label: "Broadcasts",
    icon: IconSend,
    keys: "G B",
    permission: "leads:view",
    group: "Marketing",
  },
  {
    to: "/webhooks",
    label: "Webhooks",
    icon: IconWebhook,
    keys: "G W",
    permission: "leads:view",
    group: "Marketing",
  },
];
export const SETTINGS: Place = {
  to: "/settings",
  label: "Settings",
  icon: IconSettings,
  keys: "G S",
};

/** What this person may open, in its order. */
export const placesFor = (can: (permission: Permission) => boolean) =>
  PLACES.filter((p) => !p.permission || can(p.permission));

export const isAt = (place: Place, pathname: string) =>
  place.to === "/" ? pathname === "/" : pathname.startsWith(place.to);
