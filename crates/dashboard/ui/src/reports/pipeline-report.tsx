import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { mateOf, useTeam } from "../api/shared";
import type { OpportunityStage, PipelineReport as Report, ReportStage } from "../api/types";
import { moneyList } from "../lib/money";
import { NOBODY } from "../opportunities/opportunities-url";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { StageGlyph } from "../ui/stage";
import { usePipelineReport } from "./api";
import { Bar, Behind } from "./report-parts";
import classes from "./reports.module.css";
import {
  anyFilter,
  dealsBehind,
  leadsBehind,
  type ReportsUrl,
  type SetReportsUrl,
} from "./reports-url";
import { lookOf, type Told } from "./stage-look";

/** How many there are and what they are worth, by stage and by owner (X1). */
export function PipelineReport({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const report = usePipelineReport(url);
  const { data, error } = report;
  const empty = data?.stages.every((s) => s.count === 0) && data.owners.length === 0;
  const body = (table: (data: Report) => ReactNode) =>
    error && !data ? (
      <LoadFailed what="this report" error={error} retry={() => report.refetch()} />
    ) : !data ? (
      <SkeletonRows rows={6} />
    ) : empty ? (
      <Nothing url={url} set={set} />
    ) : (
      table(data)
    );
  return (
    <>
      <section className="card" aria-label="Pipeline by stage">
        <div className="cardHead">
          <h2>Pipeline by stage</h2>
        </div>
        {body((data) => (
          <ByStage data={data} url={url} busy={report.isPlaceholderData} />
        ))}
      </section>
      {!empty && (
        <section className="card" aria-label="Pipeline by owner">
          <div className="cardHead">
            <h2>Pipeline by owner</h2>
          </div>
          {body((data) => (
            <ByOwner data={data} url={url} busy={report.isPlaceholderData} />
          ))}
        </section>
      )}
    </>
  );
}

function Nothing({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const what = url.pipeline ? "lead" : "opportunity";
  return (
    <div className="cardBody">
      {anyFilter(url) ? (
        <Empty title={`No ${what} matches these filters`} why="Period and owner add up.">
          <Button onClick={() => set({ owner: null, from: null, to: null })}>Clear filters</Button>
        </Empty>
      ) : (
        <Empty
          title={`No ${what} to count yet`}
          why="The numbers appear as soon as there is one in the pipeline."
        >
          <Button component={Link} to={url.pipeline ? "/leads" : "/opportunities"}>
            {url.pipeline ? "Go to Leads" : "Go to Opportunities"}
          </Button>
        </Empty>
      )}
    </div>
  );
}

function ByStage({ data, url, busy }: { data: Report; url: ReportsUrl; busy: boolean }) {
  const deals = data.object === "opportunity";
  const told = data.stages.map((stage) => stageOf(stage, deals));
  const most = Math.max(...data.stages.map((s) => s.count)) || 1;
  return (
    <table className={`t ${classes.table}`} aria-label="Pipeline by stage" aria-busy={busy}>
      <thead>
        <tr>
          <th>Stage</th>
          <th className="r">Count</th>
          {deals && <th className="r">Total</th>}
          {deals && <th className="r">Weighted</th>}
        </tr>
      </thead>
      <tbody>
        {data.stages.map((stage, at) => {
          const look = lookOf(told[at] ?? stageOf(stage, deals), told);
          const to = deals
            ? dealsBehind(url, { stage: stage.stage as OpportunityStage })
            : leadsBehind(url, { stage: stage.stage });
          return (
            <tr key={stage.stage}>
              <td>
                <Bar share={stage.count / most}>
                  <StageGlyph look={look} />
                  <span className="cut">{stage.label}</span>
                </Bar>
              </td>
              <Behind label="Count" to={to}>
                {stage.count.toLocaleString("en")}
              </Behind>
              {deals && (
                <Behind label="Total" to={to}>
                  {moneyList(stage.totals, "No amounts")}
                </Behind>
              )}
              {deals && (
                <Behind label="Weighted" to={to}>
                  {moneyList(stage.weighted, stage.type === "open" ? "No amounts" : "Closed")}
                </Behind>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const stageOf = ({ stage, label, color, type }: ReportStage, deals: boolean): Told => ({
  word: deals ? (stage as OpportunityStage) : null,
  name: label,
  color,
  type,
});

function ByOwner({ data, url, busy }: { data: Report; url: ReportsUrl; busy: boolean }) {
  const team = useTeam().data;
  const deals = data.object === "opportunity";
  const most = Math.max(...data.owners.map((o) => o.count)) || 1;
  return (
    <table className={`t ${classes.table}`} aria-label="Pipeline by owner" aria-busy={busy}>
      <thead>
        <tr>
          <th>Owner</th>
          <th className="r">Count</th>
          {deals && <th className="r">Open</th>}
          {deals && <th className="r">Weighted</th>}
          {deals && <th className="r">Won</th>}
        </tr>
      </thead>
      <tbody>
        {data.owners.map((row) => {
          const owner = row.owner_id ?? NOBODY;
          const mate = mateOf(team, row.owner_id);
          const open = dealsBehind(url, { owner, state: "open" });
          const all = deals ? dealsBehind(url, { owner }) : leadsBehind(url, { assignee: owner });
          return (
            <tr key={owner}>
              <td>
                <Bar share={row.count / most}>
                  {mate ? (
                    <TeamAvatar mate={mate} size="s" silent />
                  ) : (
                    <Unassigned size="s" silent />
                  )}
                  <span className="cut" dir="auto">
                    {row.name ?? (row.owner_id ? "A former teammate" : "Nobody")}
                  </span>
                </Bar>
              </td>
              <Behind label="Count" to={all}>
                {row.count.toLocaleString("en")}
              </Behind>
              {deals && (
                <>
                  <Behind label="Open" to={open}>
                    {moneyList(row.totals, "No amounts")}
                  </Behind>
                  <Behind label="Weighted" to={open}>
                    {moneyList(row.weighted, "No amounts")}
                  </Behind>
                  <Behind label="Won" to={dealsBehind(url, { owner, stage: "closed_won" })}>
                    {moneyList(row.won, "Nothing yet")}
                  </Behind>
                </>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
