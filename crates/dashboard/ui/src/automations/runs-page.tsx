import { Button } from "@mantine/core";
import { Link, useParams, useSearchParams } from "react-router";
import { isMissing, reason } from "../api/errors";
import type { Id, RunState } from "../api/types";
import { Need } from "../auth/need";
import { FilterChip } from "../ui/filter-chip";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonRows } from "../ui/skeleton";
import { useAutomation, useRuns } from "./api";
import { CRUMBS } from "./crumbs";
import { StatLinks } from "./parts";
import { RunRow } from "./run-row";
import classes from "./runs.module.css";
import { RUN_STATES } from "./words";

export default function RunsPage() {
  return (
    <Need permission="leads:view" title="Automations">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const automation = useAutomation(id);
  const name = automation.data?.name ?? "Automation";
  return (
    <>
      <PageHeader
        strong
        title="Runs"
        crumbs={[...CRUMBS, { label: name, to: `/automations/${id}` }]}
      >
        {automation.data && (
          <span className={classes.stats}>
            <StatLinks id={id} stats={automation.data.stats} />
          </span>
        )}
      </PageHeader>
      <div className="scroll">
        {isMissing(automation.error) ? (
          <Empty
            pad
            title="This automation is not here"
            why="It was deleted, and its runs with it. What it sent stays with its leads."
          >
            <Link className="link" to="/automations">
              Go to all automations
            </Link>
          </Empty>
        ) : (
          <Runs id={id} />
        )}
      </div>
    </>
  );
}

function Runs({ id }: { id: Id }) {
  const [params, setParams] = useSearchParams();
  const given = params.get("state");
  const state = given && given in RUN_STATES ? (given as RunState) : null;
  const runs = useRuns(id, state);
  const all = runs.data?.pages.flatMap((p) => p.data) ?? [];
  const choose = (to: string | null) => setParams(to ? { state: to } : {}, { replace: true });
  return (
    <section aria-label="Runs">
      <div className={classes.filters}>
        <FilterChip
          label="State"
          value={state}
          onChange={choose}
          options={Object.entries(RUN_STATES).map(([value, { label }]) => ({ value, label }))}
        />
      </div>
      {runs.error && !runs.data ? (
        <LoadFailed what="the runs" error={runs.error} retry={() => runs.refetch()} />
      ) : !runs.data ? (
        <SkeletonRows rows={8} height={44} />
      ) : all.length === 0 && state ? (
        <Empty
          pad
          title={`No run is ${RUN_STATES[state].label.toLowerCase()}`}
          why="Only runs in this state are shown."
        >
          <Button onClick={() => choose(null)}>Show all runs</Button>
        </Empty>
      ) : all.length === 0 ? (
        <Empty
          pad
          title="It has not run yet"
          why="Each lead that starts it gets a run of its own here, with what was sent, skipped or failed, and why."
        >
          <Button component={Link} to={`/automations/${id}`}>
            Open the automation
          </Button>
        </Empty>
      ) : (
        <>
          <ul className={classes.runs}>
            {all.map((run) => (
              <RunRow key={run.id} automation={id} run={run} />
            ))}
          </ul>
          {runs.hasNextPage && (
            <Button
              className={classes.more}
              loading={runs.isFetchingNextPage}
              onClick={() => runs.fetchNextPage()}
            >
              Load more
            </Button>
          )}
          {runs.error && (
            <div className={classes.more}>
              <ErrorNote>Not refreshed: {reason(runs.error)}</ErrorNote>
            </div>
          )}
        </>
      )}
    </section>
  );
}
