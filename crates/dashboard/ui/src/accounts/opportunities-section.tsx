import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Account, Opportunity } from "../api/types";
import { NewOpportunityButton } from "../crm/new-opportunity-button";
import { useOpportunityGate } from "../crm/plan";
import { OPPORTUNITY_STAGES } from "../crm/words";
import { longDay } from "../lib/day";
import { money } from "../lib/money";
import { Empty } from "../ui/notes";
import { StageBadge } from "../ui/stage";
import { type Growing, useAccountOpportunities } from "./api";
import { OPPORTUNITIES, RecordSection } from "./record-section";
import classes from "./sections.module.css";

export function OpportunitiesSection({ account, manage }: { account: Account; manage: boolean }) {
  return (
    <OpportunityList
      list={useAccountOpportunities(account.id)}
      action={manage && <NewOpportunityButton accountId={account.id} />}
      why="An opportunity is one specific thing you are trying to sell to this account."
    />
  );
}

/** Opportunities of one record, an account or a contact. */
export function OpportunityList({
  list,
  action,
  why,
}: {
  list: Growing<Opportunity>;
  action: ReactNode;
  /** What belongs here, while nothing does. */
  why: string;
}) {
  const gate = useOpportunityGate();
  return (
    <RecordSection
      id={OPPORTUNITIES}
      title="Opportunities"
      list={list}
      action={action}
      empty={
        <Empty title="No opportunity yet" why={gate.reason ? `${why} ${gate.reason}.` : why} />
      }
      head={
        <>
          <th>Name</th>
          <th>Stage</th>
          <th className={classes.wide}>Close date</th>
          <th className={`r ${classes.wide}`}>Probability</th>
          <th className="r">Amount</th>
        </>
      }
    >
      {(o) => (
        <tr key={o.id}>
          <td className={classes.name}>
            <Link to={`/opportunities/${o.id}`} className="m wrap" dir="auto">
              {o.name}
            </Link>
            <span className={classes.below}>
              {o.close_date ? `Closes ${longDay(o.close_date)}` : "No close date"}
            </span>
          </td>
          <td>
            <StageBadge look={OPPORTUNITY_STAGES[o.stage].look} />
          </td>
          <td className={`${o.close_date ? "num" : "t3"} ${classes.wide}`}>
            {o.close_date ? longDay(o.close_date) : "No date"}
          </td>
          <td className={`r t2 ${classes.wide}`}>{o.probability}%</td>
          <td className={`r ${o.amount === null ? "t3" : "m"}`}>{money(o.amount, o.currency)}</td>
        </tr>
      )}
    </RecordSection>
  );
}
