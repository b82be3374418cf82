import { Button } from "@mantine/core";
import peopleClasses from "../person/people.module.css";
import { FilterChip } from "../ui/filter-chip";
import { useWidgets } from "../widgets/api";
import { Backwards, Period } from "./period";
import classes from "./reports.module.css";
import { periodOf, type ReportsUrl, type SetReportsUrl } from "./reports-url";

/** The days whose visits are counted, and by which widget they were seen. */
export function VisitFilters({
  url,
  set,
  byWidget = false,
}: {
  url: ReportsUrl;
  set: SetReportsUrl;
  byWidget?: boolean;
}) {
  const widgets = useWidgets().data ?? [];
  const { from, to } = periodOf(url);
  return (
    <div className={`${peopleClasses.filters} ${classes.filters}`}>
      <Period name="Period" shown="Visits" from={from} to={to} set={set} />
      {byWidget && (widgets.length > 1 || url.widget) && (
        <FilterChip
          label="Widget"
          value={url.widget}
          onChange={(widget) => set({ widget })}
          options={widgets.map((w) => ({ value: w.id, label: w.name }))}
        />
      )}
      {(url.from || url.to) && (
        <Button size="xs" variant="subtle" onClick={() => set({ from: null, to: null })}>
          Last 30 days
        </Button>
      )}
      <span className="t3 sm">Days in UTC</span>
      <Backwards from={from} to={to} />
    </div>
  );
}
