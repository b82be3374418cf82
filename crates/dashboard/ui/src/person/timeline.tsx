import { Button, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useSearchParams } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import { usePipelines, useTeam } from "../api/shared";
import type { Id, TimelineType } from "../api/types";
import { useCan } from "../auth/session";
import { useAutomationEntries } from "../automations/api";
import { dayLabel } from "../lib/time";
import { useNow } from "../lib/use-now";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import classes from "./timeline.module.css";
import { withOutcomes } from "./timeline-message";
import { TimelineRow } from "./timeline-row";
import type { Subject } from "./timeline-sentence";
import { withVisits } from "./visits";

/** As the API filters by them: the last two are of kinds that each entry has as `crm`. */
type Filter = TimelineType | "conversation" | "message";
const TYPES: { type: Filter | null; label: string; none: string }[] = [
  { type: null, label: "All", none: "What happens to this record is kept here for good." },
  {
    type: "crm",
    label: "CRM",
    none: "Moves, assignments and changes are kept here for good.",
  },
  { type: "note", label: "Notes", none: "Each note that somebody writes leaves its trace here." },
  {
    type: "conversation",
    label: "Conversations",
    none: "When a chat or an email conversation starts, and what it brought, leaves its trace here.",
  },
  {
    type: "message",
    label: "Messages",
    none: "What automations did and whatever was sent leaves its trace here.",
  },
  { type: "site", label: "Site", none: "Visits appear once a browser on your site is linked." },
];

/** Accounts and opportunities have none of their own. */
const OF_PEOPLE = new Set<Filter | null>(["conversation", "message", "site"]);

// The three addresses answer alike; the client wants one of them by name.
const address = (of: Subject) => `/${of}/{id}/timeline` as "/customers/{id}/timeline";

/** Everything that was done with a record, newest first, by day. */
export function TimelineCard({ of, id }: { of: Subject; id: Id }) {
  const now = useNow();
  const can = useCan();
  const team = useTeam().data;
  const pipelines = usePipelines(can("leads:view")).data;
  const [params, setParams] = useSearchParams();
  const automations = useAutomationEntries(id, of === "customers" && can("leads:view")).data;
  const chips = TYPES.filter((t) => !OF_PEOPLE.has(t.type) || of === "customers");
  const shown = chips.find((t) => t.type === params.get("timeline")) ?? TYPES[0];
  const type = shown?.type ?? null;
  const log = useInfiniteQuery({
    queryKey: ["timeline", id, type],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET(address(of), {
          params: { path: { id }, query: { cursor: pageParam, types: type ?? undefined } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: (q) => ((q.state.data?.pages.length ?? 0) > 1 ? false : 15_000),
  });
  const choose = (to: Filter | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (to) next.set("timeline", to);
        else next.delete("timeline");
        return next;
      },
      { replace: true },
    );
  const entries = log.data?.pages.flatMap((p) => p.data) ?? [];
  const items = withVisits(withOutcomes(entries, automations ?? []));
  let day = "";
  return (
    <section className="card" aria-label="Timeline">
      <div className="cardHead">
        <h2>Timeline</h2>
      </div>
      <fieldset className={classes.types}>
        <legend className="srOnly">Show in the timeline</legend>
        {chips.map((t) => (
          <UnstyledButton
            key={t.label}
            className={classes.chip}
            aria-pressed={t.type === type}
            onClick={() => choose(t.type)}
          >
            {t.label}
          </UnstyledButton>
        ))}
      </fieldset>
      <div className={classes.body}>
        {log.error && !log.data ? (
          <ErrorNote>The timeline could not be read: {reason(log.error)}</ErrorNote>
        ) : !log.data ? (
          <SkeletonRows rows={4} height={44} />
        ) : items.length === 0 ? (
          <Empty
            title={type ? `Nothing under ${shown?.label} yet` : "Nothing has happened yet"}
            why={shown?.none}
          >
            {type && <Button onClick={() => choose(null)}>Show all</Button>}
          </Empty>
        ) : (
          items.map((item) => {
            const { at, id: key } = "visit" in item ? item.visit[0] : item;
            const label = dayLabel(at, now);
            const head = label !== day;
            day = label;
            return (
              <Fragment key={key}>
                {head && <h3 className={classes.day}>{label}</h3>}
                <TimelineRow of={of} item={item} team={team} pipelines={pipelines} />
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
