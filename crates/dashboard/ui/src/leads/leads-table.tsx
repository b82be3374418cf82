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
import type { useLeads } from "./api";
import { FirstLead, NothingFound } from "./leads-empty";

export function LeadsTable({
  leads,
  url,
  set,
  team,
  pipeline,
  onAdd,
}: {
  leads: ReturnType<typeof useLeads>;
  url: PeopleUrl;
  set: SetPeopleUrl;
  team: Teammate[];
  pipeline: Pipeline | undefined;
  onAdd: () => void;
}) {
  const can = useCan();
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
