import { Link } from "react-router";
import { mateOf, useTeam } from "../api/shared";
import type { Account } from "../api/types";
import { LifecycleBadge } from "../crm/lifecycle-badge";
import { longDay } from "../lib/day";
import { money } from "../lib/money";
import { count } from "../lib/text";
import { CompanyAvatar } from "../ui/avatar";
import { StageBadge, stageLook } from "../ui/stage";
import classes from "./accounts-page.module.css";
import { useAccountStages } from "./api";

/** The table's rows on a phone: what is known, in sentences. */
export function AccountsList({ accounts, busy }: { accounts: Account[]; busy: boolean }) {
  const team = useTeam().data;
  const stages = useAccountStages().data ?? [];
  return (
    <ul className={classes.list} aria-label="Accounts" aria-busy={busy}>
      {accounts.map((a) => {
        const look = stageLook(stages, a.stage_id);
        const facts = [
          a.deal_value !== null && `Deal ${money(a.deal_value, a.currency)}`,
          a.mrr !== null && `MRR ${money(a.mrr, a.currency)}`,
          a.health_score !== null && `Health ${a.health_score}`,
          a.renewal_date && `Renews ${longDay(a.renewal_date)}`,
          count(a.contact_count, "contact"),
          mateOf(team, a.owner_id)?.name ?? "No owner",
        ].filter(Boolean);
        return (
          <li key={a.id}>
            <Link to={`/accounts/${a.id}`} className={classes.item}>
              <CompanyAvatar name={a.name} />
              <span className={classes.names}>
                <span className="m wrap" dir="auto">
                  {a.name}
                </span>
                <span className="t3 sm wrap">{a.domain ?? "No domain"}</span>
                <span className={classes.badges}>
                  <LifecycleBadge value={a.lifecycle_stage} />
                  {look && <StageBadge look={look} />}
                </span>
                <span className="t2 sm num wrap">{facts.join(" · ")}</span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
