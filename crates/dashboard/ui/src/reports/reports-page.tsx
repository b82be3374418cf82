import { SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ComponentType } from "react";
import { Need } from "../auth/need";
import { PageHeader } from "../ui/page-header";
import { Forecast } from "./forecast";
import { Funnel } from "./funnel";
import { PipelineReport } from "./pipeline-report";
import { ReportFilters } from "./report-filters";
import classes from "./reports.module.css";
import {
  type ReportsUrl,
  SECTIONS,
  type Section,
  type SetReportsUrl,
  useReportsUrl,
} from "./reports-url";
import { Sources } from "./sources";
import { StageFilters, TimeInStage } from "./time-in-stage";
import { VisitFilters } from "./visit-filters";

export default function ReportsPage() {
  return (
    <Need permission="analytics:view" title="Reports">
      <Reports />
    </Need>
  );
}

type Part = ComponentType<{ url: ReportsUrl; set: SetReportsUrl }>;
const PARTS: Record<Section, { Filters: Part; Body: Part }> = {
  pipeline: {
    Filters: ReportFilters,
    Body: ({ url, set }) => (
      <>
        <PipelineReport url={url} set={set} />
        {!url.pipeline && <Forecast url={url} set={set} />}
      </>
    ),
  },
  funnel: {
    Filters: ({ url, set }) => <VisitFilters url={url} set={set} byWidget />,
    Body: Funnel,
  },
  time: { Filters: StageFilters, Body: TimeInStage },
  sources: { Filters: VisitFilters, Body: Sources },
};

function Reports() {
  const { url, set } = useReportsUrl();
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const { Filters, Body } = PARTS[url.section];
  const tabs = (
    <SegmentedControl
      aria-label="Report"
      value={url.section}
      // A period means something else in each of them.
      onChange={(section) =>
        set({ section: section as Section, owner: null, from: null, to: null })
      }
      data={SECTIONS}
      ml={phone ? 0 : 6}
    />
  );
  return (
    <>
      <PageHeader title="Reports" left={!phone && tabs} />
      {phone && <div className={classes.tabs}>{tabs}</div>}
      <Filters url={url} set={set} />
      <div className="scroll">
        <div className={classes.content}>
          <Body url={url} set={set} />
        </div>
      </div>
    </>
  );
}
