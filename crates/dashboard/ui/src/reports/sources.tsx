import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { SourceReportRow } from "../api/types";
import { moneyList } from "../lib/money";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { useSources } from "./api";
import { isBackwards } from "./period";
import { Bar, Behind } from "./report-parts";
import classes from "./reports.module.css";
import { periodOf, type ReportsUrl, type SetReportsUrl } from "./reports-url";

/** The visits of one source; `direct` stands for none. */
const visitsOf = (source: string | null) =>
  `/site-activity?${new URLSearchParams({ source: source ?? "direct" })}`;

/** What each source brought, from the visit to the won deal, by everybody's first touch. */
export function Sources({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const report = useSources(url);
  const { from, to } = periodOf(url);
  const rows = report.data;
  return (
    <section className="card" aria-label="Sources">
      <div className="cardHead">
        <h2>Sources</h2>
        <span className="aux">By first touch</span>
      </div>
      {isBackwards(from, to) ? (
        <div className="cardBody">
          <Empty title="Nothing to count" why="The period ends before it starts." />
        </div>
      ) : report.error && !rows ? (
        <LoadFailed what="the sources" error={report.error} retry={() => report.refetch()} />
      ) : !rows ? (
        <SkeletonRows rows={6} />
      ) : rows.length === 0 ? (
        <div className="cardBody">
          {url.from || url.to ? (
            <Empty title="No visit in this period" why="Choose a longer one.">
              <Button onClick={() => set({ from: null, to: null })}>Count the last 30 days</Button>
            </Empty>
          ) : (
            <Empty
              title="No visit in the last 30 days"
              why="Sources are read from the address and the referrer of a visit’s first page, once a widget with tracking on sees it."
            >
              <Button component={Link} to="/settings/widgets">
                Check tracking on your widgets
              </Button>
            </Empty>
          )}
        </div>
      ) : (
        <Rows rows={rows} busy={report.isPlaceholderData} />
      )}
    </section>
  );
}

function Rows({ rows, busy }: { rows: SourceReportRow[]; busy: boolean }) {
  const most = Math.max(...rows.map((r) => r.visits)) || 1;
  const plain = (label: string, n: number) => (
    <td className="r" data-label={label}>
      {n.toLocaleString("en")}
    </td>
  );
  return (
    <table
      className={`t ${classes.table} ${classes.sources}`}
      aria-label="Sources"
      aria-busy={busy}
    >
      <thead>
        <tr>
          <th>Source</th>
          <th className="r">Visits</th>
          <th className="r">Visitors</th>
          <th className="r">Leads</th>
          <th className="r">Contacts</th>
          <th className="r">Deals won</th>
          <th className="r">Won revenue</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const behind = visitsOf(row.source);
          return (
            <tr key={row.source ?? ""}>
              <td>
                <Bar share={row.visits / most}>
                  <Link to={behind} className={`cut ${classes.number}`} title={row.source ?? ""}>
                    {row.source ?? "Direct"}
                  </Link>
                </Bar>
              </td>
              <Behind label="Visits" to={behind}>
                {row.visits.toLocaleString("en")}
              </Behind>
              <Behind label="Visitors" to={behind}>
                {row.visitors.toLocaleString("en")}
              </Behind>
              {plain("Leads", row.leads)}
              {plain("Contacts", row.contacts)}
              {plain("Deals won", row.won_count)}
              <td className="r" data-label="Won revenue">
                {row.won.length > 0 ? (
                  moneyList(row.won)
                ) : (
                  <span className="t3">{row.won_count > 0 ? "No amounts" : "Nothing yet"}</span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
