import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { reason } from "../api/errors";
import { Need } from "../auth/need";
import { ErrorNote, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonRows } from "../ui/skeleton";
import { useWidgets } from "../widgets/api";
import { useVisitors } from "./api";
import { NoWidget } from "./nothing";
import { RangeSwitch, WidgetScope } from "./scope";
import { useVisitorsUrl } from "./site-url";
import { VisitorTable } from "./visitor-table";
import classes from "./visitors.module.css";
import { VisitorsFilters } from "./visitors-filters";
import { NoVisitor } from "./visitors-none";

export default function VisitorsPage() {
  return (
    <Need permission="analytics:view" title="Visitors">
      <Page />
    </Need>
  );
}

function Page() {
  const { url, set } = useVisitorsUrl();
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const widgets = useWidgets();
  const list = useVisitors(url);
  const { data, error } = list;
  const rows = data?.pages.flatMap((p) => p.data) ?? [];
  const scope = widgets.data?.find((w) => w.id === url.widget)?.name ?? null;
  return (
    <>
      <PageHeader
        title="Visitors"
        crumbs={[{ label: "Site activity", to: "/site-activity" }]}
        strong
        left={!phone && <WidgetScope value={url.widget} onChange={(widget) => set({ widget })} />}
      >
        {!phone && !url.live && (
          <RangeSwitch any value={url.range} onChange={(range) => set({ range })} />
        )}
      </PageHeader>
      <VisitorsFilters url={url} set={set} rows={rows} phone={phone} />
      <div className="scroll">
        {error && !data ? (
          <LoadFailed what="the visitors" error={error} retry={() => list.refetch()} />
        ) : !data ? (
          <SkeletonRows rows={14} height={44} />
        ) : rows.length === 0 && widgets.data?.length === 0 ? (
          <NoWidget />
        ) : rows.length === 0 ? (
          <NoVisitor url={url} set={set} widget={scope} />
        ) : (
          <>
            {error && (
              <div className={classes.more}>
                <ErrorNote>This list is not up to date: {reason(error)}</ErrorNote>
              </div>
            )}
            <VisitorTable label="Visitors" visitors={rows} busy={list.isPlaceholderData} />
            {list.hasNextPage && (
              <div className={classes.more}>
                <Button
                  size="xs"
                  loading={list.isFetchingNextPage}
                  onClick={() => list.fetchNextPage()}
                >
                  Show more
                </Button>
              </div>
            )}
          </>
        )}
      </div>
    </>
  );
}
