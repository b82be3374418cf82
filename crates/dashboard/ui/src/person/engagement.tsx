import { Modal } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import type { ActivitySummary, Id } from "../api/types";
import { count } from "../lib/text";
import { bucketDay } from "../lib/time";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import classes from "./engagement.module.css";
import { useSummary } from "./site-events";
import { Strip } from "./strip";

type Summary = Omit<ActivitySummary, "customer_id">;

export function Engagement({ id }: { id: Id }) {
  const summary = useSummary(id);
  return (
    <EngagementCard title="Engagement" data={summary.data} error={summary.error}>
      <NotLinked>
        No visit was ever connected to this person. That changes when they chat through your widget,
        or your site identifies them.
      </NotLinked>
    </EngagementCard>
  );
}

/** The strip of one person or of a whole account; the children stand for it while nothing is linked. */
export function EngagementCard({
  title,
  scope = "last 30 days",
  data,
  error,
  children,
}: {
  title: string;
  scope?: string;
  data: Summary | undefined;
  error: unknown;
  children: ReactNode;
}) {
  return (
    <section className="card" aria-label={title}>
      <div className={`cardHead ${classes.head}`}>
        <h2>{title}</h2>
        {data?.state !== "not_linked" && <span className="t3 sm">{scope}</span>}
        {data?.state === "active" && <Facts data={data} />}
      </div>
      {error && !data ? (
        <div className="cardBody">
          <ErrorNote>
            {title} could not be read: {reason(error)}
          </ErrorNote>
        </div>
      ) : !data ? (
        <SkeletonBlock height={104} />
      ) : data.state === "not_linked" ? (
        children
      ) : (
        <div className="cardBody">
          <div className={classes.frame}>
            <Strip buckets={data.buckets} />
            {data.state === "quiet" && (
              <span className={classes.quiet}>No activity in the last 30 days</span>
            )}
          </div>
          <Axis data={data} />
        </div>
      )}
    </section>
  );
}

function Facts({ data }: { data: Summary }) {
  const busiest = data.buckets.reduce((a, b) => (b.count > a.count ? b : a), {
    date: "",
    count: 0,
  });
  return (
    <span className={`aux num ${classes.facts}`}>
      {count(data.total, "event")}
      {busiest.count > 0 && ` · busiest ${bucketDay(busiest.date).weekday}`}
    </span>
  );
}

function Axis({ data }: { data: Summary }) {
  const labels = [0, 7, 14, 21].map((i) => data.buckets[i]).filter((b) => b !== undefined);
  return (
    <div className={classes.axis} aria-hidden={data.state === "active"}>
      {data.state === "active" ? (
        labels.map((b) => <span key={b.date}>{bucketDay(b.date).short}</span>)
      ) : (
        <>
          <span>{labels[0] ? bucketDay(labels[0].date).short : ""}</span>
          {data.last_seen && (
            <span>
              Last seen <TimeAgo at={data.last_seen} />
            </span>
          )}
        </>
      )}
      <span>Today</span>
    </div>
  );
}

/** E8: one card, its exact sentence, and why. */
export function NotLinked({ children }: { children: ReactNode }) {
  const [help, setHelp] = useState(false);
  return (
    <div className="cardBody">
      <div className={classes.sentence}>N/A — Not linked to site tracking.</div>
      <p className={classes.why}>{children}</p>
      <button type="button" className={`link ${classes.more}`} onClick={() => setHelp(true)}>
        Why most contacts read N/A <IconChevronRight {...IS} />
      </button>
      <Modal
        opened={help}
        onClose={() => setHelp(false)}
        title="Why most contacts read N/A"
        size={560}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <div className={classes.help}>
          <p>
            A visit belongs to a browser, and a browser has no name. Most people reach Hydra without
            one: typed in, imported, or sent by a form. Until their browser is connected to their
            record, their visits stay anonymous, and the strip says N/A instead of guessing.
          </p>
          <p className="m">What to expect on the first day</p>
          <ul>
            <li>Who chats through your widget is linked at once.</li>
            <li>
              Who signs in to an app that calls <code>hydra.identify</code> is linked from the next
              page they load.
            </li>
            <li>All others read N/A until they do one or the other.</li>
          </ul>
          <p className="m">How to link them</p>
          <ul>
            <li>
              Call <code>hydra.identify(userId, {"{ email }"})</code> where people sign in, on a
              page that has the widget, with tracking on: it is off by default. Identify alone is
              not enough.
            </li>
            <li>Or wait until they leave their email in your site’s chat.</li>
          </ul>
          <p>
            What their browser did before is joined as well, as far back as the widget keeps events.
          </p>
          <p>
            Thirty empty bars are something else: the browser is known, and it was quiet for 30
            days.
          </p>
          <p>
            <Link className="link" to="/settings/widgets">
              Check tracking on your widgets <IconChevronRight {...IS} />
            </Link>
          </p>
        </div>
      </Modal>
    </div>
  );
}
