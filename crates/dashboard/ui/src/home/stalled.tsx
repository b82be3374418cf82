import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { api, call } from "../api/client";
import { stagesAround, usePipelines } from "../api/shared";
import { useCan } from "../auth/session";
import { OPPORTUNITY_STAGES } from "../crm/words";
import { aboutLine } from "../leads/lead-card";
import { stalledReason } from "../leads/stalled";
import { money } from "../lib/money";
import { count } from "../lib/text";
import { useNow } from "../lib/use-now";
import { stalledReason as dealReason, deals as dealsSaid } from "../opportunities/deal-text";
import { tableOf } from "../opportunities/opportunities-url";
import { StageGlyph, type StageLook, stageLook } from "../ui/stage";
import classes from "./home.module.css";

const TOP = 5;
// Whatever was touched longest ago comes first.
const ASKED = { stalled: true, limit: TOP, sort_by: "updated_at", sort_order: "asc" } as const;

/** Leads and deals that nobody has planned anything with (X3); nothing when there is none. */
export function Stalled() {
  const can = useCan();
  const now = useNow();
  const { data: pipelines } = usePipelines(can("leads:view"));
  const leads = useQuery({
    queryKey: ["leads", "stalled"],
    queryFn: () => call(api.GET("/leads", { params: { query: ASKED } })),
    enabled: can("leads:view"),
    refetchInterval: 60_000,
  }).data;
  const deals = useQuery({
    queryKey: ["opportunities", "stalled"],
    queryFn: () => call(api.GET("/opportunities", { params: { query: ASKED } })),
    enabled: can("crm:view"),
    refetchInterval: 60_000,
  }).data;
  const some = [leads, deals].some((list) => list && list.total > 0);
  if (!some) return null;
  return (
    <section aria-label="Stalled">
      <div className={classes.head}>
        <h2>Stalled</h2>
        <span className="t3">Too long in one stage, with nothing planned</span>
        <span className="sp" />
        <span className={classes.links}>
          {leads && leads.total > 0 && (
            <Link className="link" to="/leads?view=table&stalled=true">
              {count(leads.total, "lead")}
            </Link>
          )}
          {deals && deals.total > 0 && (
            <Link className="link" to={tableOf({ stalled: true })}>
              {dealsSaid(deals.total)}
            </Link>
          )}
        </span>
      </div>
      <ul className={classes.list}>
        {leads?.data.map((lead) => {
          const look = stageLook(stagesAround(pipelines, lead.stage_id), lead.stage_id);
          return (
            <Row
              key={lead.id}
              to={`/leads/${lead.id}`}
              look={look}
              name={lead.display_name}
              about={aboutLine(lead).text}
              why={stalledReason(lead, look?.name ?? "its stage", now)}
            >
              Lead
            </Row>
          );
        })}
        {deals?.data.map((deal) => (
          <Row
            key={deal.id}
            to={`/opportunities/${deal.id}`}
            look={OPPORTUNITY_STAGES[deal.stage].look}
            name={deal.name}
            about={deal.account.name}
            why={dealReason(deal, now)}
          >
            {money(deal.amount, deal.currency)}
          </Row>
        ))}
      </ul>
    </section>
  );
}

function Row({
  to,
  look,
  name,
  about,
  why,
  children,
}: {
  to: string;
  look: StageLook | null;
  name: string;
  about: string;
  why: string | null;
  /** What it is, or what it is worth. */
  children: ReactNode;
}) {
  return (
    <li>
      <Link to={to} className={`${classes.row} ${classes.stalled}`}>
        <span className={classes.glyph}>{look && <StageGlyph look={look} />}</span>
        <span className={classes.who}>
          <span className="m cut" dir="auto">
            {name}
          </span>
          <span className="cut t2" dir="auto">
            {about}
          </span>
        </span>
        <span className={`cut ${classes.why}`} title={why ?? undefined}>
          {why}
        </span>
        <span className={`num t3 ${classes.worth}`}>{children}</span>
      </Link>
    </li>
  );
}
