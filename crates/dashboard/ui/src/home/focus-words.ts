import {
  IconAlertTriangle,
  IconBolt,
  IconCalendar,
  IconClock,
  IconFlame,
  IconMessage,
  IconUserPause,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Focus, FocusItem, FocusKind } from "../api/inbox-types";
import type { Money } from "../api/types";
import { moneyList, moneyShort } from "../lib/money";
import { tableOf } from "../opportunities/opportunities-url";

interface KindLook {
  label: string;
  icon: TablerIcon;
  /** Under the number, where its items say nothing better. */
  about: string;
  /** The whole list, where there is one. */
  all?: string;
}

/** In the order of the page. */
export const KINDS: Record<FocusKind, KindLook> = {
  unanswered_conversation: {
    label: "Unanswered conversations",
    icon: IconMessage,
    about: "waiting for a reply",
    all: "/inbox",
  },
  hot_visitor: { label: "Hot visitors", icon: IconFlame, about: "in the last 24 hours" },
  stalled_deal: {
    label: "Stalled deals",
    icon: IconClock,
    about: "nothing planned",
    all: tableOf({ stalled: true }),
  },
  stalled_lead: {
    label: "Stalled leads",
    icon: IconUserPause,
    about: "nothing planned",
    all: "/leads?view=table&stalled=true",
  },
  account_at_risk: { label: "Accounts at risk", icon: IconAlertTriangle, about: "to talk to" },
  renewal_due: { label: "Renewals due", icon: IconCalendar, about: "within 30 days" },
  failed_automation: { label: "Failed automations", icon: IconBolt, about: "in 14 days" },
};
export const KIND_ORDER = Object.keys(KINDS) as FocusKind[];

export const totalOf = (focus: Focus) =>
  Object.values(focus.counts).reduce((sum, count) => sum + count, 0);

/** "16 things need attention". */
export const headline = (total: number) =>
  `${total.toLocaleString("en")} ${total === 1 ? "thing needs" : "things need"} attention`;

const PLACES: Record<FocusItem["record"]["kind"], string> = {
  lead: "/leads",
  contact: "/contacts",
  account: "/accounts",
  opportunity: "/opportunities",
  conversation: "/inbox",
  visitor: "/site-activity/visitors",
};
export const addressOf = ({ record }: FocusItem) => `${PLACES[record.kind]}/${record.id}`;

/** What the amounts come to, a sum a currency; in cents, so that no amount becomes a float. */
export function sums(items: FocusItem[]): Money[] {
  const cents = new Map<string, bigint>();
  for (const { amount } of items) {
    if (!amount) continue;
    const [whole = "0", part = ""] = amount.amount.split(".");
    const value = BigInt(whole + part.padEnd(2, "0").slice(0, 2));
    cents.set(amount.currency, (cents.get(amount.currency) ?? 0n) + value);
  }
  return [...cents]
    .filter(([, value]) => value > 0n)
    .map(([currency, value]) => {
      const digits = value.toString().padStart(3, "0");
      return { currency, amount: `${digits.slice(0, -2)}.${digits.slice(-2)}` };
    });
}

const HERE = 10 * 60_000;

/** The line under a tile's number. Sums only where every item is here to be added; the workspace's own currency first. */
export function tileAbout(
  kind: FocusKind,
  items: FocusItem[],
  count: number,
  now: number,
  own: string,
): string {
  const { about } = KINDS[kind];
  if (kind === "hot_visitor") {
    const here = items.filter((item) => now - Date.parse(item.since) < HERE).length;
    return here > 0 ? `${here} on the site now` : about;
  }
  if (items.length < count) return about;
  const found = sums(items).sort((a, b) => Number(b.currency === own) - Number(a.currency === own));
  if (found.length === 0) return about;
  const money = moneyList(found, "", moneyShort);
  if (kind === "stalled_deal") return `${money} open`;
  return kind === "account_at_risk" ? `${money} MRR` : about;
}
