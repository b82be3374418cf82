import { stagesAround, usePipelines } from "../api/shared";
import type { FunnelReport } from "../api/types";
import { useCan } from "../auth/session";
import { middle } from "../lib/text";
import { longDuration } from "../lib/time";
import { StageGlyph, stageLook } from "../ui/stage";
import classes from "./funnel.module.css";
import { dropWords, share, stepWords } from "./funnel-steps";
import reportClasses from "./reports.module.css";

type Row = FunnelReport["steps"][number];

/** A bar per step, as long as its share of the first, and between two of them who went no further. */
export function FunnelPicture({ report, busy }: { report: FunnelReport; busy: boolean }) {
  const first = report.steps[0]?.visitors ?? 0;
  return (
    <table
      className={`t ${reportClasses.table} ${classes.picture}`}
      aria-label="Funnel"
      aria-busy={busy}
    >
      <thead>
        <tr>
          <th>Step</th>
          <th className="r">Visitors</th>
          <th className="r">Of the first</th>
          <th className="r">Of the step before</th>
          <th className="r">Median time</th>
        </tr>
      </thead>
      <tbody>
        {report.steps.map((row, at) => {
          const before = report.steps[at - 1];
          const after = report.steps[at + 1];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same step may stand twice
            <tr key={at}>
              <td>
                <StepName row={row} number={at + 1} />
                <div className={classes.track} aria-hidden="true">
                  <span style={{ width: `${first > 0 ? (row.visitors / first) * 100 : 0}%` }} />
                </div>
                {after && (
                  <div className={classes.drop}>{dropWords(row.visitors, after.visitors)}</div>
                )}
              </td>
              <td className="r m" data-label="Visitors">
                {row.visitors.toLocaleString("en")}
              </td>
              <td className="r" data-label="Of the first">
                {share(row.visitors, first) ?? "Nobody"}
              </td>
              <td className={`r ${before ? "" : classes.none}`} data-label="Of the step before">
                {before ? (
                  (share(row.visitors, before.visitors) ?? <span className="t3">Nobody</span>)
                ) : (
                  <span className="t3">First step</span>
                )}
              </td>
              <td className={`r ${before ? "" : classes.none}`} data-label="Median time">
                {row.median_seconds !== null ? (
                  longDuration(row.median_seconds)
                ) : (
                  <span className="t3">{before ? "Nobody" : "First step"}</span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function StepName({ row, number }: { row: Row; number: number }) {
  const pipelines = usePipelines(useCan()("leads:view")).data;
  const stageId = row.step.kind === "stage" ? row.step.stage_id : null;
  const look = stageLook(stagesAround(pipelines, stageId), stageId);
  const [verb, what] = stepWords(row.step, () => row.label ?? look?.name ?? "a removed stage");
  return (
    <div className={classes.name}>
      <span className={classes.number}>{number}</span>
      <span className="wrap">
        {what ? `${verb} ` : <span className="m">{verb}</span>}
        {look && <StageGlyph look={look} />}
        {what && (
          <span className="m" dir="auto" title={what}>
            {middle(what, 64)}
          </span>
        )}
      </span>
    </div>
  );
}
