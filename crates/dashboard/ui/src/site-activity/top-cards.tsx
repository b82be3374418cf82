import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import type { SiteReport } from "../api/types";
import { Ranked, type RankedRow } from "./ranked";
import classes from "./report.module.css";
import { DIRECT, type SetSiteUrl, type SiteUrl, sourceName } from "./site-url";

type Props = { report: SiteReport; url: SiteUrl; set: SetSiteUrl };

/** What was seen, what was done, and where they came from. */
export function TopCards({ report, url, set }: Props) {
  return (
    <div className={classes.cards}>
      <Card title="Top pages" aside="Views">
        <Rows
          rows={report.top_pages.map((p) => ({ value: p.path, label: p.path, n: p.views }))}
          noun="view"
          chosen={url.page}
          onChoose={(page) => set({ page })}
          none="No pageview in this period."
        />
      </Card>
      <Card title="Top custom events" aside="Events">
        <Rows
          rows={report.top_events.map((e) => ({ value: e.name, label: e.name, n: e.count }))}
          noun="event"
          chosen={url.event}
          onChoose={(event) => set({ event })}
          none={
            <>
              No custom event in this period. Your site sends them with{" "}
              <code>hydra.track("name")</code>.
            </>
          }
        />
      </Card>
      <Sources report={report} url={url} set={set} />
    </div>
  );
}

function Sources({ report, url, set }: Props) {
  const tabs = [
    { by: "source", label: "Source" },
    { by: "campaign", label: "Campaign" },
  ] as const;
  return (
    <Card
      title="Sources"
      aside={
        <fieldset className={classes.tabs}>
          <legend className="srOnly">Rank visits by</legend>
          {tabs.map(({ by, label }) => (
            <UnstyledButton
              key={by}
              className={classes.tab}
              aria-pressed={url.by === by}
              onClick={() => set({ by })}
            >
              {label}
            </UnstyledButton>
          ))}
        </fieldset>
      }
    >
      {url.by === "source" ? (
        <Rows
          rows={report.sources.map((s) => ({
            value: s.source ?? DIRECT,
            label: sourceName(s.source),
            n: s.visits,
          }))}
          noun="visit"
          chosen={url.source}
          onChoose={(source) => set({ source })}
          none="No visit in this period."
        />
      ) : (
        <Rows
          rows={report.campaigns.map((c) => ({
            value: c.campaign,
            label: c.campaign,
            n: c.visits,
          }))}
          noun="visit"
          chosen={url.campaign}
          onChoose={(campaign) => set({ campaign })}
          none={
            <>
              No visit came by a campaign. Links carry it as <code>utm_campaign</code>.
            </>
          }
        />
      )}
    </Card>
  );
}

const MOST = 10;

function Rows({
  rows,
  none,
  ...rest
}: {
  rows: RankedRow[];
  noun: string;
  chosen: string | null;
  onChoose: (value: string | null) => void;
  none: ReactNode;
}) {
  if (rows.length === 0) return <p className={classes.none}>{none}</p>;
  return <Ranked rows={rows.slice(0, MOST)} {...rest} />;
}

function Card({
  title,
  aside,
  children,
}: {
  title: string;
  aside: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="card" aria-label={title}>
      <div className="cardHead">
        <h2>{title}</h2>
        <div className="aux">{aside}</div>
      </div>
      {children}
    </section>
  );
}
