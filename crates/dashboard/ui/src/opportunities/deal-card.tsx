import { IconCalendar, IconClock } from "@tabler/icons-react";
import type { Opportunity, Teammate } from "../api/types";
import { shortDay } from "../lib/day";
import { money } from "../lib/money";
import { useNow } from "../lib/use-now";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { IS } from "../ui/icon";
import classes from "./deal-card.module.css";
import { stalledReason } from "./deal-text";

/** What a card says of a deal; the card itself is the board's. */
export function DealCard({ deal, mate }: { deal: Opportunity; mate: Teammate | undefined }) {
  const now = useNow();
  const stalled = stalledReason(deal, now);
  return (
    <>
      <span className={classes.name} dir="auto">
        {deal.name}
      </span>
      <span className={classes.account} dir="auto">
        {deal.account.name}
      </span>
      <span className={classes.amount} data-missing={deal.amount === null || undefined}>
        {money(deal.amount, deal.currency)}
      </span>
      {stalled && (
        <span className={classes.stalled}>
          <IconClock {...IS} />
          {stalled}
        </span>
      )}
      <span className={classes.foot}>
        <IconCalendar {...IS} />
        <span className="num">
          {deal.close_date ? `Closes ${shortDay(deal.close_date, now)}` : "No close date"}
        </span>
        <span className="sp" />
        {mate ? <TeamAvatar mate={mate} size="s" /> : <Unassigned size="s" />}
      </span>
    </>
  );
}
