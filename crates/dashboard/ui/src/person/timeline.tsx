import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import { usePipelines, useTeam } from "../api/shared";
import type { Id } from "../api/types";
import { useCan } from "../auth/session";
import { dayLabel } from "../lib/time";
import { useNow } from "../lib/use-now";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import classes from "./timeline.module.css";
import { TimelineRow } from "./timeline-row";

/** Everything that was done with this person, newest first, by day. */
export function TimelineCard({ id }: { id: Id }) {
  const now = useNow();
  const can = useCan();
  const team = useTeam().data;
  const pipelines = usePipelines(can("leads:view")).data;
  const log = useInfiniteQuery({
    queryKey: ["timeline", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/customers/{id}/timeline", {
          params: { path: { id }, query: { cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: (q) => ((q.state.data?.pages.length ?? 0) > 1 ? false : 15_000),
  });
  const entries = log.data?.pages.flatMap((p) => p.data) ?? [];
  let day = "";
  return (
    <section className="card" aria-label="Timeline">
      <div className="cardHead">
        <h2>Timeline</h2>
      </div>
      <div className={classes.body}>
        {log.error && !log.data ? (
          <ErrorNote>The timeline could not be read: {reason(log.error)}</ErrorNote>
        ) : !log.data ? (
          <SkeletonRows rows={4} height={44} />
        ) : entries.length === 0 ? (
          <Empty
            title="Nothing has happened yet"
            why="Moves, assignments and changes are kept here for good."
          />
        ) : (
          entries.map((entry) => {
            const label = dayLabel(entry.at, now);
            const head = label !== day;
            day = label;
            return (
              <Fragment key={entry.id}>
                {head && <h3 className={classes.day}>{label}</h3>}
                <TimelineRow entry={entry} team={team} pipelines={pipelines} />
              </Fragment>
            );
          })
        )}
        {log.hasNextPage && (
          <Button
            size="xs"
            mt={8}
            loading={log.isFetchingNextPage}
            onClick={() => log.fetchNextPage()}
          >
            Show more
          </Button>
        )}
        {log.error && log.data && <ErrorNote>{reason(log.error)}</ErrorNote>}
      </div>
    </section>
  );
}
