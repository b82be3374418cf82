import { IconBrandWhatsapp, IconMail, IconMessage, type TablerIcon } from "@tabler/icons-react";
import type { BroadcastMessage, Channel, MessageOrigin, MessageStatus } from "../api/types";

/** The channels in the order in which they are offered everywhere. */
export const CHANNELS: Record<Channel, { label: string; icon: TablerIcon }> = {
  whatsapp: { label: "WhatsApp", icon: IconBrandWhatsapp },
  sms: { label: "SMS", icon: IconMessage },
  email: { label: "Email", icon: IconMail },
};
export const CHANNEL_ORDER = Object.keys(CHANNELS) as Channel[];

export const STATUSES: Record<MessageStatus, string> = {
  pending: "Pending",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Failed",
};

/** The provider never answered: nobody knows whether it went out. */
export const statusWord = (status: MessageStatus, unknown: boolean) =>
  unknown ? `${STATUSES[status]} · outcome unknown` : STATUSES[status];

/** Who it was for; a test is for an address alone. */
export const nameOf = ({ customer, origin }: Pick<BroadcastMessage, "customer" | "origin">) =>
  customer?.display_name ?? (origin === "test" ? "Test address" : "An erased person");

export const ORIGINS: Record<MessageOrigin, string> = {
  quick_send: "Quick Send",
  automation: "Automation",
  campaign: "Campaign",
  conversation: "Inbox",
  test: "Test",
};
