import { useElementSize } from "@mantine/hooks";
import { useId, useState } from "react";
import type { SiteReport } from "../api/types";
import classes from "./chart.module.css";
import { axisLabels, gridLines, linePath } from "./chart-scale";
import { ChartTable } from "./chart-table";
import { ChartTip, pointText } from "./chart-tip";
import type { SiteUrl } from "./site-url";
import { SPANS } from "./words";

const LEFT = 46;
const RIGHT = 14;
const TOP = 34;
const BOTTOM = 26;
const NAMES = { pageviews: "Pageviews", visitors: "Visitors" };

/** Both curves over the period, the period before dashed, what is not over yet dotted. */
export function Chart({ report, lead }: { report: SiteReport; lead: SiteUrl["curve"] }) {
  const { ref, width, height } = useElementSize();
  const [hot, setHot] = useState<number | null>(null);
  const help = useId();
  const second = lead === "pageviews" ? "visitors" : "pageviews";
  const first = report[lead].map((p) => p.count);
  const other = report[second].map((p) => p.count);
  // The period before is kept for pageviews alone.
  const before = lead === "pageviews" ? (report.before?.pageviews.map((p) => p.count) ?? []) : [];
  const last = first.length - 1;
  const lines = gridLines(Math.max(...first, ...other, ...before));
  const top = lines[lines.length - 1] ?? 1;
  const x = (i: number) => LEFT + (i * (width - LEFT - RIGHT)) / Math.max(1, last);
  const y = (v: number) => height - BOTTOM - (v / top) * (height - BOTTOM - TOP);
  const labels = axisLabels(report[lead], report.unit, width);
  const nearest = (event: React.PointerEvent<HTMLElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const index = Math.round(((at - LEFT) / (width - LEFT - RIGHT)) * last);
    setHot(Math.min(last, Math.max(0, index)));
  };
  const floor = `L${x(last - 1)} ${y(0)}L${x(0)} ${y(0)}z`;
  const spanOver = (values: number[]) => linePath(values.slice(0, -1), x, y);
  const unfinished = (values: number[]) => linePath(values.slice(-2), x, y, last - 1);

  return (
    <figure className={classes.figure}>
      <figcaption className={classes.legend}>
        <Key of="lead">{NAMES[lead]}</Key>
        <Key of="other">{NAMES[second]}</Key>
        {before.length > 0 && <Key of="before">Pageviews, previous {SPANS[report.range]}</Key>}
      </figcaption>
      <div
        ref={ref}
        className={classes.plot}
        onPointerMove={nearest}
        onPointerDown={nearest}
        onPointerLeave={(e) => e.pointerType === "mouse" && setHot(null)}
      >
        {width > 0 && last > 0 && (
          <svg width={width} height={height} aria-hidden="true" className={classes.svg}>
            {lines.map((v) => (
              <g key={v}>
                <line
                  x1={LEFT}
                  x2={width - RIGHT}
                  y1={y(v)}
                  y2={y(v)}
                  className={v === 0 ? classes.base : classes.grid}
                />
                <text x={LEFT - 10} y={y(v) + 4} textAnchor="end">
                  {v.toLocaleString("en")}
                </text>
              </g>
            ))}
            {labels.map(({ index, text }) => (
              <text
                key={index}
                x={x(index)}
                y={height - 6}
                textAnchor={index === 0 ? "start" : index === last ? "end" : "middle"}
              >
                {text}
              </text>
            ))}
            <path d={spanOver(first) + floor} className={classes.fill} />
            <path d={linePath(before, x, y)} className={classes.before} />
            <path d={spanOver(other)} className={classes.other} />
            <path d={unfinished(other)} className={classes.other} data-open />
            <path d={spanOver(first)} className={classes.lead} />
            <path d={unfinished(first)} className={classes.lead} data-open />
            {hot !== null && (
              <g>
                <line x1={x(hot)} x2={x(hot)} y1={TOP - 20} y2={y(0)} className={classes.cursor} />
                <circle cx={x(hot)} cy={y(other[hot] ?? 0)} r={4} className={classes.otherDot} />
                <circle cx={x(hot)} cy={y(first[hot] ?? 0)} r={4} className={classes.leadDot} />
              </g>
            )}
          </svg>
        )}
        {hot !== null && width > 0 && (
          <ChartTip report={report} lead={lead} index={hot} x={x(hot)} width={width} />
        )}
        <input
          type="range"
          className="srOnly"
          aria-label={`Walk the ${report.unit}s`}
          aria-describedby={help}
          min={0}
          max={Math.max(0, last)}
          value={hot ?? last}
          aria-valuetext={pointText(report, lead, hot ?? last)}
          onFocus={() => setHot((at) => at ?? last)}
          onChange={(e) => setHot(Number(e.currentTarget.value))}
          onBlur={() => setHot(null)}
        />
        <span id={help} className="srOnly">
          The table below holds all numbers.
        </span>
        <ChartTable report={report} />
      </div>
    </figure>
  );
}

function Key({ of, children }: { of: "lead" | "other" | "before"; children: React.ReactNode }) {
  return (
    <span className={classes.key} data-of={of}>
      <i aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
