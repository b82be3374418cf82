import { Link } from "react-router";
import { mateOf } from "../api/shared";
import type { Opportunity, Teammate } from "../api/types";
import { OPPORTUNITY_STAGES } from "../crm/words";
import { dayDistance, longDay } from "../lib/day";
import { money } from "../lib/money";
import { useNow } from "../lib/use-now";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { type Sort, SortHead } from "../ui/sort-head";
import { StageBadge } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import { stalledReason } from "./deal-text";
import classes from "./opportunities.module.css";

export function OpportunitiesTable({
  deals,
  team,
  sort,
  onSort,
  busy,
}: {
  deals: Opportunity[];
  team: Teammate[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  busy: boolean;
}) {
  const head = { sort, onSort };
  return (
    <table className="t" data-lg aria-label="Opportunities" aria-busy={busy}>
      <thead>
        <tr>
          <SortHead label="Name" by="name" first="asc" {...head} />
          <SortHead label="Stage" by="stage" first="asc" className={classes.wide} {...head} />
          <SortHead label="Amount" by="amount" right {...head} />
          <th className={`r ${classes.wide}`}>Probability</th>
          <SortHead
            label="Close date"
            by="close_date"
            first="asc"
            className={classes.wide}
            {...head}
          />
          <th className={classes.wide}>Owner</th>
          <SortHead label="Updated" by="updated_at" right className={classes.wide} {...head} />
        </tr>
      </thead>
      <tbody>
        {deals.map((deal) => (
          <Row key={deal.id} deal={deal} mate={mateOf(team, deal.owner_id)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ deal, mate }: { deal: Opportunity; mate: Teammate | undefined }) {
  const now = useNow();
  const stalled = stalledReason(deal, now);
  const stage = (
    <>
      <StageBadge look={OPPORTUNITY_STAGES[deal.stage].look} />
      {stalled && <div className={`sm ${classes.stalled}`}>{stalled}</div>}
    </>
  );
  return (
    <tr>
      <td className={classes.name}>
        <Link to={`/opportunities/${deal.id}`} className="m wrap" dir="auto">
          {deal.name}
        </Link>
        <Link
          to={`/accounts/${deal.account_id}`}
          className={`t3 sm cut ${classes.account}`}
          dir="auto"
        >
          {deal.account.name}
        </Link>
        <div className={classes.below}>{stage}</div>
      </td>
      <td className={classes.wide}>{stage}</td>
      <td className={`r ${deal.amount === null ? "t3" : "m"}`}>
        {money(deal.amount, deal.currency)}
      </td>
      <td className={`r t2 ${classes.wide}`}>{deal.probability}%</td>
      <td className={`${deal.close_date ? "num" : "t3"} ${classes.wide}`}>
        {deal.close_date ? (
          <time dateTime={deal.close_date} title={dayDistance(deal.close_date, now)}>
            {longDay(deal.close_date)}
          </time>
        ) : (
          "No date"
        )}
      </td>
      <td className={`${classes.owner} ${classes.wide}`}>
        <span className="row">
          {mate ? <TeamAvatar mate={mate} size="s" silent /> : <Unassigned size="s" silent />}
          <span className={mate ? "t2 cut" : "t3 cut"}>{mate?.name ?? "No owner"}</span>
        </span>
      </td>
      <td className={`r t3 ${classes.wide}`}>
        <TimeAgo at={deal.updated_at} />
      </td>
    </tr>
  );
}
