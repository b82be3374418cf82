import { IconFileText, IconTarget } from "@tabler/icons-react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import type { Id, SiteActivity } from "../api/types";
import { middle, summary } from "../lib/text";
import { bucketDay, isRecent } from "../lib/time";
import { useNow } from "../lib/use-now";
import { useSiteActivity, useSummary } from "../person/site-events";
import { Strip } from "../person/strip";
import { MiddleCut } from "../site-activity/middle-cut";
import { I } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { PlainTime, TimeAgo } from "../ui/time-ago";
import classes from "./rail.module.css";
import { recentOf } from "./recent";

/** Where they are and were: the page they were on when they wrote, and all that led there. */
export function RailSite({ id }: { id: Id }) {
  const activity = useSiteActivity(id, 15_000);
  const first = activity.data?.pages[0];
  if (activity.error && !first) {
    return <ErrorNote>Site activity could not be read: {reason(activity.error)}</ErrorNote>;
  }
  if (!first) return <SkeletonBlock height={260} pad={0} />;
  const { pages, events } = recentOf(first.timeline);
  return (
    <>
      <section aria-label="On the site">
        <div className={classes.titleRow}>
          <h3 className={classes.title}>On the site</h3>
          <Presence of={first} page={pages[0]?.path} />
        </div>
        <Engagement id={id} />
      </section>
      <section aria-label="Recent pages">
        <h3 className={classes.title}>Recent pages</h3>
        {pages.length === 0 ? (
          <p className={classes.none}>
            No page view was recorded. Tracking is off by default on each widget.{" "}
            <Link className="link" to="/settings/widgets">
              Check your widgets
            </Link>
          </p>
        ) : (
          <ul className={classes.events}>
            {pages.map((p) => (
              <li key={p.id} className={classes.event}>
                <IconFileText {...I} />
                <MiddleCut text={p.path} />
                <PlainTime at={p.occurred_at} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {(pages.length > 0 || events.length > 0) && (
        <section aria-label="Recent events">
          <h3 className={classes.title}>Recent events</h3>
          {events.length === 0 ? (
            <p className={classes.none}>Your site sent no event of theirs.</p>
          ) : (
            <ul className={classes.events}>
              {events.map((e) => (
                <li key={e.id} className={classes.event}>
                  <IconTarget {...I} />
                  <span className="wrap">
                    <span className="m">{e.name ?? "Custom event"}</span>
                    <span className={classes.props}>{summary(e.properties)}</span>
                  </span>
                  <PlainTime at={e.occurred_at} />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

function Presence({ of, page }: { of: SiteActivity; page: string | undefined }) {
  const now = useNow();
  if (!of.last_seen || !page) return null;
  const path = middle(page, 22);
  if (!isRecent(of.last_seen, 5, now)) {
    return (
      <span className={classes.presence} title={page}>
        <span className="cut">last on {path}</span>
        <TimeAgo at={of.last_seen} format="age" />
      </span>
    );
  }
  return (
    <span className={classes.presence} title={page}>
      <span className="dot" data-live />
      <span className="cut">now on {path}</span>
    </span>
  );
}

function Engagement({ id }: { id: Id }) {
  const { data, error } = useSummary(id);
  if (error && !data) return <ErrorNote>Engagement could not be read: {reason(error)}</ErrorNote>;
  if (!data) return <SkeletonBlock height={54} pad={0} />;
  if (data.state === "not_linked") {
    return <p className={classes.none}>N/A — Not linked to site tracking.</p>;
  }
  const from = data.buckets[0];
  return (
    <>
      <Strip buckets={data.buckets} low />
      <div className={classes.axis}>
        <span>{from && bucketDay(from.date).short}</span>
        {data.state === "quiet" && <span>No activity in the last 30 days</span>}
        <span>Today</span>
      </div>
    </>
  );
}
