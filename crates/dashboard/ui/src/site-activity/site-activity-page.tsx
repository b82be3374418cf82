import { useMediaQuery } from "@mantine/hooks";
import { Link } from "react-router";
import { reason } from "../api/errors";
import type { SiteReport } from "../api/types";
import { Need } from "../auth/need";
import { ErrorNote, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { useWidgets } from "../widgets/api";
import { useLiveVisitors, useSiteReport } from "./api";
import { Chart } from "./chart";
import { LiveVisitors } from "./live-visitors";
import { Loading } from "./loading";
import { NothingHere, NoWidget } from "./nothing";
import report from "./report.module.css";
import { ReportFilters } from "./report-filters";
import { RangeSwitch, WidgetScope } from "./scope";
import classes from "./site-activity.module.css";
import { anyFilter, CLEARED, type SiteUrl, useSiteUrl, visitorsBehind } from "./site-url";
import { Tiles } from "./tiles";
import { TopCards } from "./top-cards";

export default function SiteActivityPage() {
  return (
    <Need permission="analytics:view" title="Site activity">
      <Page />
    </Need>
  );
}

function Page() {
  const { url, set } = useSiteUrl();
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const widgets = useWidgets();
  const site = useSiteReport(url);
  const live = useLiveVisitors(url);
  const { data, error } = site;
  // The list is newer than the report; one that is filtered or cut off counts something else.
  const rows = live.data?.next_cursor === null ? live.data.data.length : null;
  const narrowed = anyFilter({ ...url, widget: null });
  const now = (narrowed ? null : rows) ?? data?.on_site_now ?? null;
  const known = widgets.data ?? [];
  const noWidget = widgets.data?.length === 0;
  return (
    <>
      <PageHeader
        title="Site activity"
        left={!phone && <WidgetScope value={url.widget} onChange={(widget) => set({ widget })} />}
      >
        {now !== null && !noWidget && <OnSite url={url} n={now} />}
        {!phone && !noWidget && (
          <RangeSwitch value={url.range} onChange={(range) => set({ range })} />
        )}
      </PageHeader>
      {!noWidget && <ReportFilters url={url} set={set} report={data} phone={phone} />}
      <div className="scroll">
        {noWidget ? (
          <NoWidget />
        ) : error && !data ? (
          <LoadFailed what="site activity" error={error} retry={() => site.refetch()} />
        ) : !data || !widgets.isFetched ? (
          <Loading />
        ) : nothing(data) ? (
          <NothingHere url={url} set={set} widgets={known} />
        ) : (
          <div className={classes.content} aria-busy={site.isPlaceholderData}>
            {error && <ErrorNote>These numbers are not up to date: {reason(error)}</ErrorNote>}
            {known.length > 0 && known.every((w) => !w.tracking_enabled) && <Off />}
            <section className={`card ${report.main}`} aria-label="Pageviews and visitors">
              <Tiles report={data} url={url} set={set} />
              <Chart report={data} lead={url.curve} />
            </section>
            <TopCards report={data} url={url} set={set} />
            <LiveVisitors url={url} live={live} total={rows} />
          </div>
        )}
      </div>
    </>
  );
}

const nothing = ({ totals, before }: SiteReport) =>
  [totals, before?.totals ?? {}].every((t) => Object.values(t).every((n) => n === 0));

function OnSite({ url, n }: { url: SiteUrl; n: number }) {
  return (
    <Link
      to={visitorsBehind({ ...url, ...CLEARED, widget: url.widget }, { live: true })}
      className={classes.onSite}
    >
      <span className="dot" data-live={n > 0 || undefined} data-none={n === 0 || undefined} />
      <span className="num">{n === 0 ? "Nobody" : n.toLocaleString("en")} on the site now</span>
    </Link>
  );
}

/** Old numbers stay readable; that no new ones come must be said. */
function Off() {
  return (
    <p className={classes.note}>
      Tracking is off on every widget, so nothing new arrives.{" "}
      <Link className="link" to="/settings/widgets">
        Check your widgets
      </Link>
    </p>
  );
}
