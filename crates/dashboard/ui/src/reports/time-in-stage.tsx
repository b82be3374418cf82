import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { StageTime } from "../api/types";
import { longDuration } from "../lib/time";
import peopleClasses from "../person/people.module.css";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { StageGlyph } from "../ui/stage";
import { useTimeInStage } from "./api";
import { share } from "./funnel-steps";
import { Backwards, isBackwards, Period } from "./period";
import { ReportOn } from "./report-on";
import { Bar, Behind } from "./report-parts";
import classes from "./reports.module.css";
import { dealsBehind, leadsBehind, type ReportsUrl, type SetReportsUrl } from "./reports-url";
import { lookOf } from "./stage-look";

export function StageFilters({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  return (
    <div className={`${peopleClasses.filters} ${classes.filters}`}>
      <ReportOn url={url} set={set} />
      <Period name="Entered the stage" shown="Entered" from={url.from} to={url.to} set={set} />
      {(url.from || url.to) && (
        <Button size="xs" variant="subtle" onClick={() => set({ from: null, to: null })}>
          Clear
        </Button>
      )}
      <Backwards from={url.from} to={url.to} />
    </div>
  );
}

/** What goes on from each stage, what goes back, and how long it takes (X4). */
export function TimeInStage({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const report = useTimeInStage(url);
  const rows = report.data;
  const what = url.pipeline ? "lead" : "opportunity";
  return (
    <section className="card" aria-label="Time in stage">
      <div className="cardHead">
        <h2>Time in stage</h2>
        <span className="aux">Times of those that left</span>
      </div>
      {isBackwards(url.from, url.to) ? (
        <div className="cardBody">
          <Empty title="Nothing to count" why="The period ends before it starts." />
        </div>
      ) : report.error && !rows ? (
        <LoadFailed what="this report" error={report.error} retry={() => report.refetch()} />
      ) : !rows ? (
        <SkeletonRows rows={6} />
      ) : rows.every((r) => r.entered === 0 && r.still_there === 0) ? (
        <div className="cardBody">
          {url.from || url.to ? (
            <Empty title={`No ${what} entered a stage in this period`} why="Choose a longer one.">
              <Button onClick={() => set({ from: null, to: null })}>Count all time</Button>
            </Empty>
          ) : (
            <Empty
              title={`No ${what} has entered a stage yet`}
              why="Times are known as soon as something moves from one stage to the next."
            >
              <Button component={Link} to={url.pipeline ? "/leads" : "/opportunities"}>
                {url.pipeline ? "Go to Leads" : "Go to Opportunities"}
              </Button>
            </Empty>
          )}
        </div>
      ) : (
        <Stages rows={rows} url={url} busy={report.isPlaceholderData} />
      )}
    </section>
  );
}

function Stages({ rows, url, busy }: { rows: StageTime[]; url: ReportsUrl; busy: boolean }) {
  const stages = rows.map((r) => r.stage);
  const longest = Math.max(...rows.map((r) => r.median_seconds ?? 0)) || 1;
  return (
    <table
      className={`t ${classes.table} ${classes.times}`}
      aria-label="Time in stage"
      aria-busy={busy}
    >
      <thead>
        <tr>
          <th>Stage</th>
          <th className="r">Entered</th>
          <th className="r">Moved on</th>
          <th className="r">Moved back</th>
          <th className="r">Lost</th>
          <th className="r">Still there</th>
          <th>Median time</th>
          <th className="r">Average time</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { stage } = row;
          const open = stage.type === "open";
          const none = <span className="t3">{open ? "Nobody left" : "Closed"}</span>;
          const number = (n: number) => n.toLocaleString("en");
          return (
            <tr key={stage.id ?? stage.word}>
              <td>
                <span className="row">
                  <StageGlyph look={lookOf(stage, stages)} />
                  <span className="wrap" dir="auto">
                    {stage.name}
                  </span>
                </span>
              </td>
              <td className="r" data-label="Entered">
                {number(row.entered)}
              </td>
              <td className="r" data-label="Moved on">
                {open ? (
                  <>
                    {number(row.moved_on)}{" "}
                    <span className="t3">{share(row.moved_on, row.entered)}</span>
                  </>
                ) : (
                  none
                )}
              </td>
              <td className="r" data-label="Moved back">
                {number(row.moved_back)}
              </td>
              <td className="r" data-label="Lost">
                {open ? number(row.lost) : none}
              </td>
              <StillThere row={row} url={url} />
              <td data-label="Median time" className="num">
                {row.median_seconds === null ? (
                  none
                ) : (
                  <Bar share={row.median_seconds / longest}>
                    <span>{longDuration(row.median_seconds)}</span>
                  </Bar>
                )}
              </td>
              <td className="r" data-label="Average time">
                {row.average_seconds === null ? none : longDuration(row.average_seconds)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** All that is in a stage is there to be looked at; those of a period alone are not. */
function StillThere({ row, url }: { row: StageTime; url: ReportsUrl }) {
  const { id, word } = row.stage;
  const text = row.still_there.toLocaleString("en");
  const plain = { ...url, owner: null };
  const to = word
    ? dealsBehind(plain, { stage: word })
    : id && url.pipeline
      ? leadsBehind(plain, { stage: id })
      : null;
  if (!to || url.from || url.to) {
    return (
      <td className="r" data-label="Still there">
        {text}
      </td>
    );
  }
  return (
    <Behind label="Still there" to={to}>
      {text}
    </Behind>
  );
}
