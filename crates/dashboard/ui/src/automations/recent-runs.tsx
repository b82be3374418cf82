import { Link } from "react-router";
import { reason } from "../api/errors";
import type { AutomationRun, Id, PersonRef } from "../api/types";
import { useCan } from "../auth/session";
import { useNow } from "../lib/use-now";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { useRuns } from "./api";
import { RetryButton } from "./retry-button";
import classes from "./side.module.css";
import { runBadge, runLine } from "./words";

const SHOWN = 6;

/** The last few, beside the builder. */
export function RecentRuns({ id }: { id: Id }) {
  const runs = useRuns(id, null, SHOWN);
  const all = runs.data?.pages[0]?.data ?? [];
  return (
    <section aria-label="Recent runs">
      <div className={classes.sideHead}>
        <h2>Recent runs</h2>
        <span className="sp" />
        {all.length > 0 && (
          <Link className="link sm" to={`/automations/${id}/runs`}>
            All runs
          </Link>
        )}
      </div>
      {runs.error && !runs.data ? (
        <ErrorNote>The runs could not be read: {reason(runs.error)}</ErrorNote>
      ) : !runs.data ? (
        <SkeletonRows rows={3} height={54} />
      ) : all.length === 0 ? (
        <Empty
          title="It has not run yet"
          why="Each lead that starts it shows up here, with what was sent and what was skipped."
        />
      ) : (
        <ul className={classes.runs}>
          {all.map((run) => (
            <Run key={run.id} automation={id} run={run} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Run({ automation, run }: { automation: Id; run: AutomationRun }) {
  const now = useNow();
  const manage = useCan()("automations:manage");
  const badge = runBadge(run, now);
  const { customer } = run;
  const line = runLine(run);
  return (
    <li className={classes.run}>
      <PersonLink person={customer} />
      <span className="badge" data-color={badge.color}>
        {badge.label}
      </span>
      <span className="t3 sm wrap">{line}</span>
      {run.retryable && manage && customer ? (
        <RetryButton
          quiet
          automation={automation}
          person={customer.id}
          name={customer.display_name}
        />
      ) : (
        <TimeAgo at={run.started_at} className="t3 sm" />
      )}
    </li>
  );
}

export function PersonLink({ person }: { person: PersonRef | null }) {
  if (!person) return <span className="t3">An erased person</span>;
  const to = person.kind === "lead" ? `/leads/${person.id}` : `/contacts/${person.id}`;
  return (
    <Link className="m wrap" to={to} dir="auto">
      {person.display_name}
    </Link>
  );
}
