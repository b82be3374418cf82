import { Need } from "../auth/need";
import { PageHeader } from "../ui/page-header";
import { Forecast } from "./forecast";
import { PipelineReport } from "./pipeline-report";
import { ReportFilters } from "./report-filters";
import classes from "./reports.module.css";
import { useReportsUrl } from "./reports-url";

export default function ReportsPage() {
  return (
    <Need permission="analytics:view" title="Reports">
      <Reports />
    </Need>
  );
}

function Reports() {
  const { url, set } = useReportsUrl();
  return (
    <>
      <PageHeader title="Reports" />
      <ReportFilters url={url} set={set} />
      <div className="scroll">
        <div className={classes.content}>
          <PipelineReport url={url} set={set} />
          {!url.pipeline && <Forecast url={url} set={set} />}
        </div>
      </div>
    </>
  );
}
