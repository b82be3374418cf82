import { Link } from "react-router";
import { mateOf, stagesAround } from "../api/shared";
import type { Pipeline, Teammate } from "../api/types";
import { useCan } from "../auth/session";
import { SOURCES } from "../lib/text";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { LoadFailed } from "../ui/notes";
import { Pager } from "../ui/pager";
import { SkeletonRows } from "../ui/skeleton";
import { SortHead } from "../ui/sort-head";
import { StageBadge, stageLook } from "../ui/stage";
import { Tags } from "../ui/tags";
import { TimeAgo } from "../ui/time-ago";
import { useLeads } from "./api";
import { anyFilter, type LeadsUrl } from "./filters";
import { FirstLead, NothingFound } from "./leads-page";
import classes from "./leads-page.module.css";

const LIMIT = 50;

export function LeadsTable({
  url,
  set,
  team,
  pipeline,
  onAdd,
}: {
  url: LeadsUrl;
  set: (patch: Partial<LeadsUrl>, how?: { replace?: boolean }) => void;
  team: Teammate[];
  pipeline: Pipeline | undefined;
  onAdd: () => void;
}) {
  const can = useCan();
  const { search, source, assignee, tag, stage } = url;
  const filters = { search, source, assignee, tag, stage, pipeline: pipeline?.id };
  const leads = useLeads(filters, url.sort, url.page, LIMIT, Boolean(pipeline));
  if (leads.error && !leads.data) {
    return <LoadFailed what="the leads" error={leads.error} retry={() => leads.refetch()} />;
  }
  if (!leads.data) return <SkeletonRows rows={14} />;
  if (leads.data.total === 0) {
    return anyFilter(url) ? (
      <NothingFound set={set} />
    ) : (
      <FirstLead manage={can("leads:manage")} onAdd={onAdd} />
    );
  }
  const head = { sort: url.sort, onSort: (sort: LeadsUrl["sort"]) => set({ sort }) };
  const fact = { right: true, className: classes.hideSmall };
  return (
    <>
      <div className={classes.tableWrap}>
        <table className="t" aria-label="Leads" aria-busy={leads.isPlaceholderData}>
          <thead>
            <tr>
              <SortHead label="Name" by="name" first="asc" {...head} />
              <th className={classes.hideSmall}>Company</th>
              <th>Stage</th>
              <th className={classes.hideSmall}>Source</th>
              <th className={classes.hideSmall}>Tags</th>
              <th className={classes.hideSmall}>Assignee</th>
              <SortHead label="Score" by="score" {...head} {...fact} />
              <SortHead label="Last seen" by="last_seen_at" {...head} {...fact} />
              <SortHead label="Created" by="created_at" {...head} {...fact} />
            </tr>
          </thead>
          <tbody>
            {leads.data.data.map((lead) => {
              const look = stageLook(
                stagesAround(pipeline ? [pipeline] : [], lead.stage_id),
                lead.stage_id,
              );
              const mate = mateOf(team, lead.assigned_to);
              const company = lead.company ?? "No company";
              return (
                <tr key={lead.id}>
                  <td className={classes.nameCell}>
                    <Link
                      to={`/leads/${lead.id}`}
                      className={classes.nameLink}
                      onClick={(event) => {
                        if (event.ctrlKey || event.metaKey || window.innerWidth < 768) return;
                        event.preventDefault();
                        set({ open: lead.id });
                      }}
                    >
                      <span className="cut" dir="auto" title={lead.display_name}>
                        {lead.display_name}
                      </span>
                      <span className={`cut ${classes.below}`} dir="auto">
                        {company}
                      </span>
                    </Link>
                  </td>
                  <td className={`${lead.company ? "t2" : "t3"} ${classes.companyCell}`}>
                    <div className="cut" dir="auto" title={company}>
                      {company}
                    </div>
                  </td>
                  <td className={classes.stageCell}>
                    {look ? <StageBadge look={look} /> : <span className="t3">Removed</span>}
                  </td>
                  <td className={`t2 ${classes.hideSmall}`}>
                    {SOURCES[lead.source] ?? lead.source}
                  </td>
                  <td className={classes.hideSmall}>
                    <span className="row" style={{ gap: 4 }}>
                      {lead.tags.length > 0 ? (
                        <Tags tags={lead.tags} />
                      ) : (
                        <span className="t3">None</span>
                      )}
                    </span>
                  </td>
                  <td className={classes.hideSmall}>
                    <span className="row">
                      {mate ? (
                        <TeamAvatar mate={mate} size="s" silent />
                      ) : (
                        <Unassigned size="s" silent />
                      )}
                      <span className={mate ? "t2 cut" : "t3"}>{mate?.name ?? "Unassigned"}</span>
                    </span>
                  </td>
                  <td className={`r ${classes.hideSmall}`}>
                    {lead.score ?? <span className="t3">None</span>}
                  </td>
                  <td className={`r t3 ${classes.hideSmall}`}>
                    {lead.last_seen_at ? <TimeAgo at={lead.last_seen_at} /> : "Never"}
                  </td>
                  <td className={`r t3 ${classes.hideSmall}`}>
                    <TimeAgo at={lead.created_at} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Pager
        page={url.page}
        limit={LIMIT}
        total={leads.data.total}
        onPage={(page) => set({ page })}
      />
    </>
  );
}
