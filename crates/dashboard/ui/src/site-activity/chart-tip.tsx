import type { SiteReport } from "../api/types";
import { count } from "../lib/text";
import classes from "./chart.module.css";
import type { SiteUrl } from "./site-url";
import { pointName } from "./words";

type Curve = SiteUrl["curve"];
const WORDS: Record<Curve, string> = { pageviews: "pageview", visitors: "visitor" };
const other = (lead: Curve): Curve => (lead === "pageviews" ? "visitors" : "pageviews");

function read(report: SiteReport, index: number) {
  const at = report.pageviews[index]?.at;
  const last = index === report.pageviews.length - 1;
  return {
    name: `${at ? pointName(at, report.unit) : ""}${last ? ", so far" : ""}`,
    of: (curve: Curve) => report[curve][index]?.count ?? 0,
    about: (curve: Curve) => (curve === "visitors" && report.visitors_error > 0 ? "about " : ""),
    before: report.before?.pageviews[index]?.count,
  };
}

/** What the tooltip says, in one line. */
export function pointText(report: SiteReport, lead: Curve, index: number): string {
  const { name, of, about, before } = read(report, index);
  const parts = [lead, other(lead)].map(
    (curve) =>
      about(curve) +
      count(of(curve), WORDS[curve]) +
      (curve === "pageviews" && before !== undefined
        ? `, ${before.toLocaleString("en")} before`
        : ""),
  );
  return `${name}, UTC: ${parts.join("; ")}`;
}

export function ChartTip({
  report,
  lead,
  index,
  x,
  width,
}: {
  report: SiteReport;
  lead: Curve;
  index: number;
  x: number;
  width: number;
}) {
  const { name, of, about, before } = read(report, index);
  const half = 92;
  return (
    <div
      className={classes.tip}
      style={{ left: Math.min(Math.max(x, half), Math.max(half, width - half)) }}
      aria-hidden="true"
    >
      <div>{name}</div>
      {[lead, other(lead)].map((curve) => (
        <div key={curve}>
          {about(curve)}
          <b>{of(curve).toLocaleString("en")}</b>{" "}
          <span className={classes.what}>{WORDS[curve] + (of(curve) === 1 ? "" : "s")}</span>
          {curve === "pageviews" && before !== undefined && (
            <> {before.toLocaleString("en")} before</>
          )}
        </div>
      ))}
    </div>
  );
}
