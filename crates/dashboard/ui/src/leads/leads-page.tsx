import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { defaultPipeline, usePipelines, useTeam } from "../api/shared";
import type { Id, Lead, Stage } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { type ListPart, pagePart, useLastList } from "../lib/last-list";
import peopleClasses from "../person/people.module.css";
import { PeopleFilterBar } from "../person/people-filters";
import { anyFilter, toQuery, usePeopleUrl } from "../person/people-url";
import { openAddLead } from "../shell/add-lead-store";
import { FilterChip, SwitchChip } from "../ui/filter-chip";
import { I } from "../ui/icon";
import { LoadFailed } from "../ui/notes";
import { StageGlyph, stageLook } from "../ui/stage";
import { ViewsMenu } from "../views/views-menu";
import { useBoard, useColumnPages, useLeads } from "./api";
import { Board } from "./board";
import { BoardSkeleton } from "./board-skeleton";
import { type Column, columnsOf } from "./board-state";
import { BulkBar } from "./bulk-bar";
import { FirstLead, NothingFound } from "./leads-empty";
import { LeadsHeader } from "./leads-header";
import { LeadsTable } from "./leads-table";
import { PhoneBoard } from "./phone-board";
import { pageState } from "./selection";
import { useBoardDrag } from "./use-board-drag";
import { useSelection } from "./use-selection";

/** Rows of a page of the table. */
const LIMIT = 50;

const LeadDrawer = lazy(() => import("./lead-drawer"));

export default function LeadsPage() {
  return (
    <Need permission="leads:view" title="Leads">
      <Leads />
    </Need>
  );
}

function Leads() {
  const { url, set } = usePeopleUrl();
  const navigate = useNavigate();
  const can = useCan();
  const manage = can("leads:manage");
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const pipelines = usePipelines();
  const team = useTeam().data ?? [];
  const pipeline =
    pipelines.data?.find((p) => p.id === url.pipeline) ?? defaultPipeline(pipelines.data ?? []);
  const stages = pipeline?.stages ?? [];

  const hand = useBoardDrag(stages);
  const paused = hand.drag !== null;
  const filters = {
    search: url.search,
    source: url.source,
    assignee: url.assignee,
    tag: url.tag,
    createdFrom: url.createdFrom,
    createdTo: url.createdTo,
    stalled: url.stalled,
  };
  const boardView = url.view === "board";
  const board = useBoard(boardView ? pipeline?.id : undefined, filters, paused);
  const [pages, setPages] = useState<Record<Id, number>>({});
  const further = useColumnPages(boardView ? pages : {}, pipeline?.id, filters, paused);
  const table = useLeads(
    { ...filters, stage: url.stage, pipeline: pipeline?.id },
    url.sort,
    url.page,
    LIMIT,
    !boardView && pipeline !== undefined,
  );
  const columns = board.data ? columnsOf(board.data, further.more, hand.pending) : [];
  const total = columns.reduce((sum, c) => sum + c.count, 0);
  const seen = boardView ? columns.flatMap((c) => c.cards) : (table.data?.data ?? []);
  const results = boardView ? (board.data ? total : undefined) : table.data?.total;
  // What is on screen, in the API's own words.
  const filter = {
    ...toQuery(filters),
    pipeline_id: pipeline?.id,
    stage_id: (!boardView && url.stage) || undefined,
  };
  const selecting = useSelection(JSON.stringify([url.view, filter]));

  const open = (lead: Lead, newTab: boolean) => {
    if (newTab) window.open(`/leads/${lead.id}`, "_blank", "noopener");
    else if (phone) navigate(`/leads/${lead.id}`);
    else set({ open: lead.id });
  };
  const add = (stageId?: Id) => openAddLead({ pipelineId: pipeline?.id, stageId });
  // Stays once it was open, so that it can slide out.
  const [drawer, setDrawer] = useState(url.open !== null);
  useEffect(() => {
    if (url.open) setDrawer(true);
  }, [url.open]);
  const [asking, setAsking] = useState(false);
  const filterBar = !phone || asking || anyFilter(filters) || url.saved !== null;
  // Columns that were grown are those of one pipeline.
  const shownPipeline = pipeline?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: on another pipeline
  useEffect(() => setPages({}), [shownPipeline]);
  const parts = boardView
    ? board.data && partsOf(columns, stages)
    : table.data && pagePart(table.data);
  useLastList("leads", parts);

  return (
    <>
      <LeadsHeader
        url={url}
        set={set}
        pipelines={pipelines.data ?? []}
        pipeline={pipeline}
        phone={phone}
        manage={manage}
        filter={filter}
        total={results}
        filterBar={filterBar}
        onFilterBar={() => setAsking(!asking)}
        onAdd={() => add()}
      />
      {filterBar && (
        <PeopleFilterBar
          what="leads"
          url={url}
          set={set}
          team={team}
          seen={seen}
          wide={phone}
          views={<ViewsMenu object="lead" url={url} set={set} />}
          after={
            <SwitchChip label="Stalled" on={url.stalled} onChange={(stalled) => set({ stalled })} />
          }
        >
          {!boardView && (
            <FilterChip
              label="Stage"
              value={url.stage}
              onChange={(stage) => set({ stage })}
              options={stages.map((s) => {
                const look = stageLook(stages, s.id);
                return { value: s.id, label: s.name, mark: look && <StageGlyph look={look} /> };
              })}
            />
          )}
        </PeopleFilterBar>
      )}
      {pipelines.error ? (
        <LoadFailed
          what="the pipelines"
          error={pipelines.error}
          retry={() => pipelines.refetch()}
        />
      ) : !boardView ? (
        <LeadsTable
          leads={table}
          url={url}
          set={set}
          team={team}
          pipeline={pipeline}
          onAdd={() => add()}
          selecting={selecting}
        />
      ) : board.error && !board.data ? (
        <LoadFailed what="the board" error={board.error} retry={() => board.refetch()} />
      ) : !board.data || !pipeline ? (
        <BoardSkeleton phone={phone} />
      ) : total === 0 && anyFilter(filters) ? (
        <NothingFound set={set} />
      ) : total === 0 && phone ? (
        <FirstLead manage={manage} onAdd={() => add()} />
      ) : phone ? (
        <PhoneBoard
          pipeline={board.data.pipeline}
          columns={columns}
          team={team}
          canMove={manage}
          stage={url.stage}
          onStage={(stage) => set({ stage }, { replace: true })}
          onOpen={(lead) => open(lead, false)}
          onMore={(id) => setPages((p) => ({ ...p, [id]: (p[id] ?? 1) + 1 }))}
          loadingMore={further.loading}
        />
      ) : (
        <>
          {total === 0 && <FirstLead manage={manage} onAdd={() => add()} />}
          <Board
            pipeline={board.data.pipeline}
            columns={columns}
            team={team}
            openId={url.open}
            canMove={manage}
            hand={hand}
            onOpen={open}
            onAdd={add}
            onMore={(id) => setPages((p) => ({ ...p, [id]: (p[id] ?? 1) + 1 }))}
            loadingMore={further.loading}
            selecting={selecting}
          />
        </>
      )}
      {manage && selecting.some && (
        <BulkBar
          selecting={selecting}
          total={results ?? 0}
          filter={filter}
          stages={stages}
          team={team}
          seen={seen}
          whole={
            !boardView &&
            pageState(
              selecting.now,
              seen.map((lead) => lead.id),
            ) === "all"
          }
          held={hand.drag !== null}
          abovePager={!boardView}
        />
      )}
      {phone && manage && !selecting.some && (
        <Button
          variant="filled"
          className={peopleClasses.fab}
          data-above-pager={!boardView || undefined}
          leftSection={<IconPlus {...I} />}
          onClick={() => add(boardView ? (url.stage ?? undefined) : undefined)}
        >
          Add Lead
        </Button>
      )}
      {drawer && (
        <Suspense>
          <LeadDrawer
            id={url.open}
            beside={parts ?? []}
            onClose={() => set({ open: null })}
            onOpen={(id) => set({ open: id }, { replace: true })}
          />
        </Suspense>
      )}
    </>
  );
}

const partsOf = (columns: Column[], stages: Stage[]): ListPart[] =>
  columns.map(({ stageId, count, cards }) => ({
    ids: cards.map((lead) => lead.id),
    before: 0,
    total: count,
    name: stages.find((s) => s.id === stageId)?.name ?? null,
  }));
