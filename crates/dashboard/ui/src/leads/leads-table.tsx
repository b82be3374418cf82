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
import { isPicked, pageState } from "./selection";
import { StalledMark } from "./stalled-mark";
import type { Selecting } from "./use-selection";

export function LeadsTable({
  leads,
  url,
  set,
  team,
  pipeline,
  onAdd,
  selecting,
}: {
  leads: ReturnType<typeof useLeads>;
  url: PeopleUrl;
  set: SetPeopleUrl;
  team: Teammate[];
  pipeline: Pipeline | undefined;
  onAdd: () => void;
  selecting: Selecting;
}) {
  const manage = useCan()("leads:manage");
  if (leads.error && !leads.data) {
    return <LoadFailed what="the leads" error={leads.error} retry={() => leads.refetch()} />;
  }
  if (!leads.data) return <SkeletonRows rows={14} />;
  if (leads.data.total === 0) {
    return anyFilter(url) ? (
      <NothingFound set={set} />
    ) : (
      <FirstLead manage={manage} onAdd={onAdd} />
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
        if (!look) return <span className="t3">Removed</span>;
        return (
          <span className="row" style={{ gap: 6 }}>
            <StageBadge look={look} />
            <StalledMark lead={lead} stage={look.name} />
          </span>
        );
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
      picks={
        manage
          ? {
              isOn: (id) => isPicked(selecting.now, id),
              page: pageState(
                selecting.now,
                leads.data.data.map((lead) => lead.id),
              ),
              onPick: selecting.pick,
              onPage: selecting.page,
            }
          : undefined
      }
    />
  );
}
