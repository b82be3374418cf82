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

/** Of an email nobody knows more than that it was opened. */
export const readWord = (channel?: Channel) => (channel === "email" ? "Opened" : STATUSES.read);

/** The provider never answered: nobody knows whether it went out. */
export function statusWord(status: MessageStatus, unknown: boolean, channel?: Channel): string {
  const word = status === "read" ? readWord(channel) : STATUSES[status];
  return unknown ? `${word} · outcome unknown` : word;
}

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
