import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import { longDay } from "../lib/day";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { useFunnel, useSiteTop } from "./api";
import { FunnelBuilder } from "./funnel-builder";
import { FunnelPicture } from "./funnel-picture";
import { defaultSteps, FEWEST_STEPS, problemsOf, refusedSteps } from "./funnel-steps";
import { isBackwards } from "./period";
import { periodOf, type ReportsUrl, type SetReportsUrl } from "./reports-url";

/** How many visitors go from the site to a deal, step by step (X4). */
export function Funnel({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const top = useSiteTop(url.widget);
  const proposed = top.data || top.error ? defaultSteps(top.data?.top_pages ?? []) : null;
  const steps = url.steps ?? proposed;
  const wrong = problemsOf(steps ?? []);
  const few = steps !== null && steps.length < FEWEST_STEPS;
  const ready = steps !== null && wrong.size === 0 && !few;
  const { from, to } = periodOf(url);
  const report = useFunnel(url, steps ?? [], ready);
  const refused = ready ? refusedSteps(report.error, steps.length) : new Map<number, string>();
  const problems = new Map([...refused, ...wrong]);
  const first = report.data?.steps[0]?.visitors ?? 0;
  return (
    <>
      <section className="card" aria-label="Steps">
        <div className="cardHead">
          <h2>Steps</h2>
          <span className="aux">In this order, by the same visitor</span>
        </div>
        {steps ? (
          <FunnelBuilder
            steps={steps}
            problems={problems}
            top={top.data}
            onChange={(next) => set({ steps: next })}
            onReset={url.steps && (() => set({ steps: null }))}
          />
        ) : (
          <SkeletonBlock height={150} />
        )}
      </section>
      <section className="card" aria-label="Funnel">
        <div className="cardHead">
          <h2>Funnel</h2>
          {!isBackwards(from, to) && (
            <span className="aux num">
              {longDay(report.data?.from ?? from)} to {longDay(report.data?.to ?? to)}
            </span>
          )}
        </div>
        {isBackwards(from, to) ? (
          <Note title="Nothing to count" why="The period ends before it starts." />
        ) : few ? (
          <Note title="Add a step" why="A funnel goes from one step to another, at least." />
        ) : problems.size > 0 ? (
          <Note title="This funnel cannot be counted yet" why="A step above is not complete." />
        ) : report.error && !report.data ? (
          <LoadFailed what="the funnel" error={report.error} retry={() => report.refetch()} />
        ) : !report.data ? (
          <SkeletonBlock height={220} />
        ) : first === 0 ? (
          <Nobody known={(top.data?.totals.pageviews ?? 0) > 0}>
            {url.widget && <Button onClick={() => set({ widget: null })}>Count all widgets</Button>}
          </Nobody>
        ) : (
          <FunnelPicture report={report.data} busy={report.isPlaceholderData} />
        )}
      </section>
      {top.error && (
        <p className="t3 sm">Pages and events could not be proposed: {reason(top.error)}</p>
      )}
    </>
  );
}

const Note = (said: { title: string; why: string }) => (
  <div className="cardBody">
    <Empty {...said} />
  </div>
);

function Nobody({ known, children }: { known: boolean; children: ReactNode }) {
  return (
    <div className="cardBody">
      {known ? (
        <Empty
          title="Nobody took the first step in this period"
          why="Choose a longer period, or another first step."
        >
          {children}
        </Empty>
      ) : (
        <Empty
          title="No visit was recorded in the last 30 days"
          why="A funnel begins on your site: it needs a widget there, with tracking on."
        >
          {children || (
            <Button component={Link} to="/settings/widgets">
              Check tracking on your widgets
            </Button>
          )}
        </Empty>
      )}
    </div>
  );
}
