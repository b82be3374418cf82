import { Button } from "@mantine/core";
import { Link } from "react-router";
import { reason } from "../api/errors";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import type { useLiveVisitors } from "./api";
import { anyFilter, type SiteUrl, visitorsBehind } from "./site-url";
import { VisitorTable } from "./visitor-table";
import classes from "./visitors.module.css";

/** Who is on the site now, those who just came first. */
export function LiveVisitors({
  url,
  live,
  total,
}: {
  url: SiteUrl;
  live: ReturnType<typeof useLiveVisitors>;
  /** Null when there are more than are listed. */
  total: number | null;
}) {
  const { data, error } = live;
  // By their arrival, so that rows keep their places while people click on.
  const rows = [...(data?.data ?? [])].sort((a, b) =>
    (b.last_visit?.started_at ?? "").localeCompare(a.last_visit?.started_at ?? ""),
  );
  return (
    <section className="card" aria-label="Live visitors">
      <div className="cardHead">
        <h2>Live visitors</h2>
        {data && <span className="t3 num">{total ?? `the newest ${data.data.length}`}</span>}
        <span className="sp" />
        {data && total === null && (
          <Button
            component={Link}
            to={visitorsBehind(url, { live: true })}
            size="xs"
            variant="subtle"
          >
            All on the site
          </Button>
        )}
        <Button component={Link} to={visitorsBehind(url)} size="xs" variant="subtle">
          All visitors
        </Button>
      </div>
      {error && !data ? (
        <div className="cardBody">
          <ErrorNote>Live visitors could not be read: {reason(error)}</ErrorNote>
        </div>
      ) : !data ? (
        <SkeletonRows rows={5} />
      ) : rows.length === 0 ? (
        <div className="cardBody">
          <Empty
            title="Nobody is on the site now"
            why={
              anyFilter(url)
                ? "Nobody whose visit matches these filters had an event in the last five minutes."
                : "A visitor appears here within seconds of the first page, and leaves five minutes after the last event."
            }
          />
        </div>
      ) : (
        <div className={classes.inCard}>
          <VisitorTable label="Live visitors" visitors={rows} busy={live.isPlaceholderData} live />
        </div>
      )}
    </section>
  );
}
