import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { SiteReport } from "../api/types";
import people from "../person/people.module.css";
import { ChoiceMenu } from "../ui/choice-menu";
import { IS } from "../ui/icon";
import { FilterChips } from "./filter-chips";
import { RangeSwitch, WidgetScope } from "./scope";
import classes from "./site-activity.module.css";
import { DIRECT, type SetSiteUrl, type SiteUrl } from "./site-url";
import { periodText, SPANS } from "./words";

export function ReportFilters({
  url,
  set,
  report,
  phone,
}: {
  url: SiteUrl;
  set: SetSiteUrl;
  report: SiteReport | undefined;
  /** There the page's bar has no room for widget and period. */
  phone: boolean;
}) {
  const before = `previous ${SPANS[url.range]}`;
  return (
    <div className={`${people.filters} ${classes.filters}`}>
      {phone && (
        <div className={classes.phoneBar}>
          <WidgetScope value={url.widget} onChange={(widget) => set({ widget })} />
          <RangeSwitch value={url.range} onChange={(range) => set({ range })} />
        </div>
      )}
      <FilterChips
        url={url}
        set={set}
        known={{
          page: report?.top_pages.map((p) => p.path),
          event: report?.top_events.map((e) => e.name),
          source: report?.sources.map((s) => s.source ?? DIRECT),
          campaign: report?.campaigns.map((c) => c.campaign),
        }}
      />
      <span className={classes.aside}>
        <span className="t3 sm num">{report && periodText(report.pageviews, report.unit)}</span>
        <ChoiceMenu
          value={url.compare ? "before" : "none"}
          choices={[
            { value: "before", label: `Previous ${SPANS[url.range]}` },
            { value: "none", label: "No comparison" },
          ]}
          onChoose={(to) => set({ compare: to === "before" })}
        >
          <Button size="xs" variant="subtle" rightSection={<IconChevronDown {...IS} />}>
            {url.compare ? `${phone ? "vs" : "Compare:"} ${before}` : "No comparison"}
          </Button>
        </ChoiceMenu>
      </span>
    </div>
  );
}
