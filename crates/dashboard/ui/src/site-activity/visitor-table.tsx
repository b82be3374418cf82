import {
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDevices,
  IconDeviceTablet,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Device, VisitorRow } from "../api/types";
import { count, middle } from "../lib/text";
import { duration } from "../lib/time";
import { useNow } from "../lib/use-now";
import { I } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { MiddleCut } from "./middle-cut";
import { sourceName } from "./site-url";
import { VisitorName } from "./visitor-name";
import classes from "./visitors.module.css";
import { DEVICES } from "./words";

const ICONS: Record<Device, TablerIcon> = {
  desktop: IconDeviceDesktop,
  mobile: IconDeviceMobile,
  tablet: IconDeviceTablet,
  other: IconDevices,
};

export const browserName = ({ browser, os }: Pick<VisitorRow, "browser" | "os">) =>
  [browser, os].filter(Boolean).join(", ");

/** Visitors with their current or last visit; `live` tells how long they have been here. */
export function VisitorTable({
  label,
  visitors,
  busy,
  live = false,
}: {
  label: string;
  visitors: VisitorRow[];
  busy: boolean;
  live?: boolean;
}) {
  return (
    <table
      className={`t ${classes.table}`}
      data-lg={live ? undefined : true}
      data-live={live || undefined}
      aria-label={label}
      aria-busy={busy}
    >
      <thead>
        <tr>
          <th>Visitor</th>
          <th className={classes.page}>{live ? "Current page" : "Last page"}</th>
          <th className={classes.fact}>Source</th>
          <th className={classes.fact}>Browser</th>
          <th className={`r ${classes.time}`}>{live ? "On site" : "Last visit"}</th>
          <th className={`r ${classes.pages}`}>Pages</th>
        </tr>
      </thead>
      <tbody>
        {visitors.map((v) => (
          <Row key={v.id} visitor={v} live={live} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ visitor, live }: { visitor: VisitorRow; live: boolean }) {
  const now = useNow();
  const { last_visit: visit, device } = visitor;
  const Icon = ICONS[device] ?? IconDevices;
  const browser = browserName(visitor);
  const source = visit && sourceName(visit.source);
  const pages = visit ? count(visit.pageviews, "page") : "";
  const path = visit ? middle(visit.current_path, 34) : "No visit kept";
  return (
    <tr>
      <td>
        <VisitorName visitor={visitor} below={[path, source, pages].filter(Boolean).join(" · ")} />
      </td>
      <td className={classes.page}>
        {visit ? (
          <MiddleCut text={visit.current_path} />
        ) : (
          <span className="t3">No visit kept</span>
        )}
      </td>
      <td className={classes.fact}>
        <div className={`cut ${source ? "t2" : "t3"}`} title={source ?? undefined}>
          {source ?? "Unknown"}
        </div>
      </td>
      <td className={classes.fact}>
        <span className={`row ${browser ? "t2" : "t3"}`} title={DEVICES[device]}>
          <Icon {...I} className={classes.device} />
          <span className="srOnly">{DEVICES[device]}: </span>
          <span className="cut">{browser || "Unknown"}</span>
        </span>
      </td>
      <td className={`r t2 ${classes.time}`}>
        {live && visit ? (
          duration((now - Date.parse(visit.started_at)) / 1000)
        ) : visitor.on_site ? (
          <span className={classes.now}>
            <span className="dot" data-live />
            Now
          </span>
        ) : (
          <TimeAgo at={visit?.ended_at ?? visitor.last_seen_at} />
        )}
      </td>
      <td className={`r ${classes.pages}`}>
        {visit ? visit.pageviews.toLocaleString("en") : <span className="t3">None</span>}
      </td>
    </tr>
  );
}
