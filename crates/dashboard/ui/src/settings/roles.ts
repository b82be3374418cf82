import type { Role } from "../api/types";
import { ROLES } from "../auth/need";

/** What each role may do, the strongest first (D34). */
const ABOUT: Record<Role, string> = {
  super_admin: "Everything, with the plan, and making others owners.",
  admin: "Everything, but changing the plan and making owners.",
  marketer:
    "Leads, contacts, accounts, opportunities, webhooks and reports. No settings, no audit log.",
  agent: "Reads contacts, accounts and opportunities, and uses the inbox. No leads.",
};
const ORDER = Object.keys(ABOUT) as Role[];

/** The roles that a person with `role` can give: only an owner makes owners. */
export const rolesToGive = (role: Role) =>
  ORDER.filter((r) => r !== "super_admin" || role === "super_admin").map((value) => ({
    value,
    label: ROLES[value],
    about: ABOUT[value],
  }));
