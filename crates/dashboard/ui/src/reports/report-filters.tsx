import { Button } from "@mantine/core";
import { OwnerFilter } from "../opportunities/filter-bar";
import peopleClasses from "../person/people.module.css";
import { Backwards, Period } from "./period";
import { ReportOn } from "./report-on";
import classes from "./reports.module.css";
import { anyFilter, type ReportsUrl, type SetReportsUrl } from "./reports-url";

export function ReportFilters({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  return (
    <div className={`${peopleClasses.filters} ${classes.filters}`}>
      <ReportOn url={url} set={set} />
      <Period
        name={url.pipeline ? "Created" : "Close date"}
        shown={url.pipeline ? "Created" : "Closing"}
        from={url.from}
        to={url.to}
        set={set}
      />
      <OwnerFilter value={url.owner} onChange={(owner) => set({ owner })} />
      {anyFilter(url) && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => set({ owner: null, from: null, to: null })}
        >
          Clear
        </Button>
      )}
      <Backwards from={url.from} to={url.to} />
    </div>
  );
}
