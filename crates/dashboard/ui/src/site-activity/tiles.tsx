import { Tooltip, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { SiteReport, SiteTotals } from "../api/types";
import classes from "./report.module.css";
import { type SetSiteUrl, type SiteUrl, visitorsBehind } from "./site-url";
import { change, SPANS, within } from "./words";

/** The period's totals; those with a curve choose which one leads the chart. */
export function Tiles({ report, url, set }: { report: SiteReport; url: SiteUrl; set: SetSiteUrl }) {
  const { totals, before, visitors_error: error } = report;
  const about = (of: keyof SiteTotals, estimated = false) => ({
    value: totals[of],
    estimated,
    under: url.compare && (
      <Against
        now={totals[of]}
        before={before?.totals[of]}
        estimated={estimated}
        span={SPANS[report.range]}
      />
    ),
  });
  const choice = (curve: SiteUrl["curve"]) => ({
    "aria-pressed": url.curve === curve,
    onClick: () => set({ curve }),
  });
  return (
    <div className={classes.tiles}>
      <UnstyledButton className={classes.tile} {...choice("pageviews")}>
        <Figures label="Pageviews" {...about("pageviews")} />
      </UnstyledButton>
      <Tooltip
        disabled={error === 0}
        label={`Estimated, right to within about ${within(error)}`}
        events={{ hover: true, focus: true, touch: true }}
      >
        <UnstyledButton className={classes.tile} {...choice("visitors")}>
          <Figures label="Visitors" {...about("visitors", error > 0)} />
        </UnstyledButton>
      </Tooltip>
      <Link to={visitorsBehind(url)} className={classes.tile}>
        <Figures label="Sessions" {...about("sessions")} />
      </Link>
      <div className={classes.tile}>
        <Figures label="Custom events" {...about("custom_events")} />
      </div>
    </div>
  );
}

function Figures({
  label,
  value,
  estimated,
  under,
}: {
  label: string;
  value: number;
  estimated: boolean;
  under: ReactNode;
}) {
  return (
    <>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>
        {estimated && <span className={classes.about}>about </span>}
        {value.toLocaleString("en")}
      </span>
      {under && <span className={classes.under}>{under}</span>}
    </>
  );
}

function Against({
  now,
  before,
  estimated,
  span,
}: {
  now: number;
  before: number | undefined;
  estimated: boolean;
  span: string;
}) {
  if (before === undefined) {
    return (
      <span title={`Events of the previous ${span} are not kept, or none were yet`}>
        No earlier data
      </span>
    );
  }
  const { text, way } = change(now, before);
  return (
    <>
      <b data-way={way}>{text}</b> from {estimated && "about "}
      {before.toLocaleString("en")}
    </>
  );
}
