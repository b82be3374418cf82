import type { Channel, TemplateStatus } from "../api/types";

export const STATUSES: Record<TemplateStatus, { label: string; color?: string }> = {
  draft: { label: "Draft" },
  pending: { label: "Pending", color: "amber" },
  approved: { label: "Approved", color: "green" },
  rejected: { label: "Rejected", color: "red" },
};

/** Meta looks at WhatsApp templates; the others are approved here. */
export const statusesOf = (channel: Channel): TemplateStatus[] =>
  channel === "whatsapp" ? ["draft", "pending", "approved", "rejected"] : ["draft", "approved"];
