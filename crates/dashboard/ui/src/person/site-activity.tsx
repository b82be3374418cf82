import { Button } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { Id, SiteActivity } from "../api/types";
import { duration, isRecent } from "../lib/time";
import { useNow } from "../lib/use-now";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { SessionBlock } from "./session-block";
import classes from "./site-activity.module.css";

type Subject = "customers" | "visitors";

// Both addresses answer alike; the client wants one of them by name.
const address = (of: Subject) => `/${of}/{id}/site-activity` as "/customers/{id}/site-activity";

/** What a person did on the site, or what one browser did. */
export function SiteActivityCard({ of = "customers", id }: { of?: Subject; id: Id }) {
  const now = useNow();
  const activity = useInfiniteQuery({
    queryKey: ["site-activity", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET(address(of), {
          params: { path: { id }, query: { cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: (q) => ((q.state.data?.pages.length ?? 0) > 1 ? false : 15_000),
  });
  const first = activity.data?.pages[0];
  const sessions = activity.data?.pages.flatMap((p) => p.timeline) ?? [];
  const none = first !== undefined && first.sessions === 0 && sessions.length === 0;
  return (
    <section className="card" aria-label="Site activity">
      <div className="cardHead">
        <h2>Site activity</h2>
        {isRecent(first?.last_seen ?? null, 5, now) && (
          <span className="aux row" style={{ gap: 8 }}>
            <span className="dot" data-live />
            On the site now
          </span>
        )}
      </div>
      {activity.error && !first ? (
        <div className="cardBody">
          <ErrorNote>Site activity could not be read: {reason(activity.error)}</ErrorNote>
        </div>
      ) : !first ? (
        <SkeletonBlock height={180} />
      ) : none ? (
        <Nothing of={of} />
      ) : (
        <div className="cardBody">
          <Tiles data={first} />
          <TopPages pages={first.top_pages} />
          <h3 className={classes.title}>Timeline</h3>
          {sessions.map((s) => (
            <SessionBlock key={s.session_id} session={s} />
          ))}
          {activity.hasNextPage && (
            <Button
              size="xs"
              mt={10}
              loading={activity.isFetchingNextPage}
              onClick={() => activity.fetchNextPage()}
            >
              Show earlier sessions
            </Button>
          )}
          {activity.error && <ErrorNote>{reason(activity.error)}</ErrorNote>}
        </div>
      )}
    </section>
  );
}

function Tiles({ data }: { data: SiteActivity }) {
  return (
    <dl className={classes.tiles}>
      <Tile label="Sessions">{data.sessions.toLocaleString("en")}</Tile>
      <Tile label="Time on site">{duration(data.time_on_site_seconds)}</Tile>
      <Tile label="Last seen">{data.last_seen ? <TimeAgo at={data.last_seen} /> : "Never"}</Tile>
      <Tile label="Custom events">{data.custom_events.toLocaleString("en")}</Tile>
    </dl>
  );
}

function Tile({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.tile}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TopPages({ pages }: { pages: SiteActivity["top_pages"] }) {
  const most = Math.max(1, ...pages.map((p) => p.views));
  if (pages.length === 0) return null;
  return (
    <>
      <div className={classes.pagesHead}>
        <h3>Top pages</h3>
        <span className="t3 sm">Views</span>
      </div>
      <ol className={classes.bars}>
        {pages.map((p) => (
          <li
            key={p.path}
            className={classes.barRow}
            style={{ "--w": `${(p.views / most) * 100}%` } as React.CSSProperties}
          >
            <span className="cut" title={p.path}>
              {p.path}
            </span>
            <span className={classes.views}>{p.views.toLocaleString("en")}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** H45: the same sentence whether tracking is off or they never came. */
function Nothing({ of }: { of: Subject }) {
  if (of === "visitors") {
    return (
      <div className="cardBody">
        <div className={classes.sentence}>No site activity is kept of this visitor.</div>
        <p className={classes.why}>
          Their events were erased, or are older than their widget keeps them.
        </p>
      </div>
    );
  }
  return (
    <div className="cardBody">
      <div className={classes.sentence}>No site activity captured for this contact.</div>
      <p className={classes.why}>
        Tracking is off by default on each widget, and people who were typed in or imported have no
        browser yet.
      </p>
      <Link className={`link ${classes.more}`} to="/settings/widgets">
        Check tracking on your widgets <IconChevronRight {...IS} />
      </Link>
    </div>
  );
}
