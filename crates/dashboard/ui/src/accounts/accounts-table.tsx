import { Link } from "react-router";
import { mateOf, useTeam } from "../api/shared";
import type { Account } from "../api/types";
import { LifecycleBadge } from "../crm/lifecycle-badge";
import { dayDistance, longDay } from "../lib/day";
import { money } from "../lib/money";
import { CompanyAvatar, TeamAvatar, Unassigned } from "../ui/avatar";
import { type Sort, SortHead } from "../ui/sort-head";
import { StageBadge, stageLook } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import classes from "./accounts-page.module.css";
import { useAccountStages } from "./api";
import { Health } from "./health";

export function AccountsTable({
  accounts,
  sort,
  onSort,
  busy,
}: {
  accounts: Account[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  busy: boolean;
}) {
  const team = useTeam().data;
  const stages = useAccountStages().data ?? [];
  const head = { sort, onSort };
  return (
    <table className="t" data-lg aria-label="Accounts" aria-busy={busy}>
      <thead>
        <tr>
          <SortHead label="Name" by="name" first="asc" {...head} />
          <th>Lifecycle</th>
          <th>Deal</th>
          <SortHead label="MRR" by="mrr" right {...head} />
          <SortHead label="Health" by="health_score" first="asc" right {...head} />
          <SortHead label="Renewal" by="renewal_date" first="asc" {...head} />
          <th>Owner</th>
          <th className="r">Contacts</th>
          <SortHead label="Updated" by="updated_at" right className={classes.wide} {...head} />
        </tr>
      </thead>
      <tbody>
        {accounts.map((a) => {
          const look = stageLook(stages, a.stage_id);
          const mate = mateOf(team, a.owner_id);
          return (
            <tr key={a.id}>
              <td className={classes.name}>
                <Link to={`/accounts/${a.id}`} className="row">
                  <CompanyAvatar name={a.name} />
                  <span className={classes.names}>
                    <span className="m wrap" dir="auto">
                      {a.name}
                    </span>
                    <span className="t3 sm cut">{a.domain ?? "No domain"}</span>
                  </span>
                </Link>
              </td>
              <td>
                <LifecycleBadge value={a.lifecycle_stage} />
              </td>
              <td className={classes.deal}>
                <span className="row">
                  {look && <StageBadge look={look} />}
                  <span className={a.deal_value === null ? "t3" : "num"}>
                    {money(a.deal_value, a.currency, look ? "No value" : "No deal")}
                  </span>
                </span>
              </td>
              <td className={`r ${a.mrr === null ? "t3" : ""}`}>
                {money(a.mrr, a.currency, "Unknown")}
              </td>
              <td className="r">
                <Health score={a.health_score} />
              </td>
              <td className={`${classes.renewal} ${a.renewal_date ? "num" : "t3"}`}>
                {a.renewal_date ? (
                  <time dateTime={a.renewal_date} title={dayDistance(a.renewal_date)}>
                    {longDay(a.renewal_date)}
                  </time>
                ) : (
                  "No date"
                )}
              </td>
              <td className={classes.owner}>
                <span className="row">
                  {mate ? (
                    <TeamAvatar mate={mate} size="s" silent />
                  ) : (
                    <Unassigned size="s" silent />
                  )}
                  <span className={mate ? "t2 cut" : "t3 cut"}>{mate?.name ?? "No owner"}</span>
                </span>
              </td>
              <td className="r">{a.contact_count.toLocaleString("en")}</td>
              <td className={`r t3 ${classes.wide}`}>
                <TimeAgo at={a.updated_at} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
