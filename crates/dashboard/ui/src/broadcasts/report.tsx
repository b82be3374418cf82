import { Link } from "react-router";
import type { Campaign, CampaignReport } from "../api/types";
import { count } from "../lib/text";
import { FollowedLink } from "../messages/followed-link";
import { readWord } from "../messages/words";
import { LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { useReport } from "./api";
import classes from "./broadcasts.module.css";
import { percent, reasonText } from "./words";

const messagesOf = (id: string, status?: string) =>
  `/broadcasts/messages?origin_id=${id}${status ? `&status=${status}` : ""}`;

/** What became of it; the skipped are counted, and are in no denominator. */
export function Report({ campaign }: { campaign: Campaign }) {
  const report = useReport(campaign);
  return (
    <section className={`card ${classes.report}`} aria-label="Report">
      <div className="cardHead">
        <h2>Report</h2>
        <span className="sp" />
        <Link className="link" to={messagesOf(campaign.id)}>
          See its messages
        </Link>
      </div>
      {report.error && !report.data ? (
        <LoadFailed what="the report" error={report.error} retry={() => report.refetch()} />
      ) : report.data ? (
        <Numbers campaign={campaign} report={report.data} />
      ) : (
        <SkeletonBlock height={110} />
      )}
    </section>
  );
}

function Numbers({
  campaign: { id, state, template },
  report: { counts, rates, skipped, failures, links },
}: {
  campaign: Campaign;
  report: CampaignReport;
}) {
  const unknown = state === "sent" ? counts.waiting : 0;
  const tried = counts.sent + counts.failed;
  return (
    <>
      <div className={classes.tiles}>
        <Tile
          label="Sent"
          value={counts.sent}
          about={`of ${count(counts.total, "person", "people")}`}
        />
        <Tile label="Delivered" value={counts.delivered} rate={rates.delivered} />
        <Tile label={readWord(template.channel)} value={counts.read} rate={rates.read} />
        {template.channel === "email" && (
          <Tile label="Clicked" value={counts.clicked} rate={rates.clicked} />
        )}
        <Tile
          label="Failed"
          value={counts.failed}
          rate={rates.failed}
          to={messagesOf(id, "failed")}
        />
        <Tile label="Skipped" value={counts.skipped} about="Not in the shares" />
      </div>
      <p className={`t3 sm ${classes.note}`}>
        {tried > 0
          ? `Shares are of the ${count(tried, "message")} that went out or failed.`
          : "No message has gone out yet, so there are no shares."}
        {counts.skipped > 0 && " The skipped are in none of them."}
        {unknown > 0 && (
          <>
            {" "}
            Nor {unknown === 1 ? "is" : "are"}{" "}
            <Link className="link" to={messagesOf(id, "pending")}>
              {count(unknown, "message")} without an outcome
            </Link>
            : the provider never answered.
          </>
        )}
      </p>
      {links.length > 0 && <Links links={links} />}
      {skipped.length > 0 && (
        <Reasons
          title={`Skipped, ${count(counts.skipped, "person", "people")}`}
          rows={skipped.map((s) => ({ key: s.reason, text: reasonText(s.reason), n: s.count }))}
        />
      )}
      {failures.length > 0 && (
        <Reasons
          title={`Failed, ${count(counts.failed, "message")}`}
          rows={failures.map((f) => ({
            key: f.code + f.detail,
            code: f.code,
            text: f.detail,
            n: f.count,
          }))}
        />
      )}
    </>
  );
}

function Tile({
  label,
  value,
  rate,
  about,
  to,
}: {
  label: string;
  value: number;
  rate?: number | null;
  about?: string;
  /** Where what it counts can be seen. */
  to?: string;
}) {
  const inside = (
    <>
      <span>{label}</span>
      <span className={classes.value}>{value.toLocaleString("en")}</span>
      <span className="num">{typeof rate === "number" ? percent(rate) : (about ?? "")}</span>
    </>
  );
  return to && value > 0 ? (
    <Link to={to} className={classes.tile}>
      {inside}
    </Link>
  ) : (
    <div className={classes.tile}>{inside}</div>
  );
}

function Links({ links }: { links: CampaignReport["links"] }) {
  return (
    <div className={classes.reasons}>
      <h3>Links</h3>
      <ul className={classes.links} aria-label="Links">
        {links.map(({ url, people, times }) => (
          <li key={url}>
            <FollowedLink url={url} />
            <span className="num">
              {count(people, "person", "people")}, {count(times, "time")}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Reasons({
  title,
  rows,
}: {
  title: string;
  rows: { key: string; code?: string; text: string; n: number }[];
}) {
  return (
    <div className={classes.reasons}>
      <h3>{title}</h3>
      <ul>
        {rows.map((r) => (
          <li key={r.key}>
            <span className="wrap">
              {r.code && <code>{r.code}</code>} {r.text}
            </span>
            <span className="num">{r.n.toLocaleString("en")}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
