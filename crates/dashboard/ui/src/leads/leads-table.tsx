import { stagesAround } from "../api/shared";
import type { Lead, Pipeline, Teammate } from "../api/types";
import { useCan } from "../auth/session";
import classes from "../person/people.module.css";
import { assignee, created, cut, lastSeen, score, source, tags } from "../person/people-columns";
import { type PeopleColumn, PeopleTable } from "../person/people-table";
import { anyFilter, type PeopleUrl, type SetPeopleUrl } from "../person/people-url";
import { LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { StageBadge, stageLook } from "../ui/stage";
import { useLeads } from "./api";
import { FirstLead, NothingFound } from "./leads-empty";

const LIMIT = 50;

export function LeadsTable({
  url,
  set,
  team,
  pipeline,
  onAdd,
}: {
  url: PeopleUrl;
  set: SetPeopleUrl;
  team: Teammate[];
  pipeline: Pipeline | undefined;
  onAdd: () => void;
}) {
  const can = useCan();
  const filters = {
    search: url.search,
    source: url.source,
    assignee: url.assignee,
    tag: url.tag,
    createdFrom: url.createdFrom,
    createdTo: url.createdTo,
    stage: url.stage,
    pipeline: pipeline?.id,
  };
  const leads = useLeads(filters, url.sort, url.page, LIMIT, Boolean(pipeline));
  if (leads.error && !leads.data) {
    return <LoadFailed what="the leads" error={leads.error} retry={() => leads.refetch()} />;
  }
  if (!leads.data) return <SkeletonRows rows={14} />;
  if (leads.data.total === 0) {
    return anyFilter(filters) ? (
      <NothingFound set={set} />
    ) : (
      <FirstLead manage={can("leads:manage")} onAdd={onAdd} />
    );
  }
  const columns: PeopleColumn<Lead>[] = [
    {
      label: "Company",
      className: classes.textCell,
      cell: (lead) => cut(lead.company, "No company"),
    },
    {
      label: "Stage",
      className: classes.stageCell,
      cell: (lead) => {
        const stages = stagesAround(pipeline ? [pipeline] : [], lead.stage_id);
        const look = stageLook(stages, lead.stage_id);
        return look ? <StageBadge look={look} /> : <span className="t3">Removed</span>;
      },
    },
    source,
    tags,
    assignee(team),
    score,
    lastSeen,
    created,
  ];
  return (
    <PeopleTable
      label="Leads"
      page={leads.data}
      stale={leads.isPlaceholderData}
      url={url}
      set={set}
      columns={columns}
      address={(lead) => `/leads/${lead.id}`}
      below={(lead) => lead.company ?? "No company"}
      onOpen={(lead) => set({ open: lead.id })}
    />
  );
}
