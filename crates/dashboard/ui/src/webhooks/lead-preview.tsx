import { Link } from "react-router";
import type { Pipeline, Teammate, WebhookTest } from "../api/types";
import { count, labelOf, show } from "../lib/text";
import { StageBadge } from "../ui/stage";
import type { Draft } from "./draft";
import classes from "./field-map.module.css";
import { CORE } from "./mapping";
import { targetStage } from "./target";
import { assigned, LEFT_OUT } from "./words";

const WILL = {
  created: { label: "A new lead", color: "green" },
  updated: { label: "Updates a lead", color: "green" },
  skipped: { label: "Skipped", color: "amber" },
};

/** The lead that the payload would become by the mapping as it stands, saved or not. */
export function LeadPreview({
  test,
  draft,
  pipelines,
  team,
  stale,
}: {
  test: WebhookTest;
  draft: Draft;
  pipelines: Pipeline[] | undefined;
  team: Teammate[] | undefined;
  /** A newer answer is on its way. */
  stale: boolean;
}) {
  const { lead, custom_fields, outcome, lead_id, left_out } = test;
  const names = custom_fields._displayNames ?? {};
  const custom = Object.entries(custom_fields).filter(([key]) => !key.startsWith("_"));
  const look = targetStage(draft, pipelines);
  return (
    <section className={classes.preview} aria-label="Resulting lead" aria-busy={stale}>
      <div className="row" style={{ flexWrap: "wrap", rowGap: 4 }}>
        <span className="badge" data-color={WILL[outcome].color}>
          {WILL[outcome].label}
        </span>
        {lead_id && (
          <Link className="link sm" to={`/leads/${lead_id}`}>
            Open the lead that is there
          </Link>
        )}
      </div>
      <h3 className={classes.name} dir="auto">
        {lead.name ?? lead.email ?? lead.phone ?? "Anonymous"}
      </h3>
      <dl className={classes.facts}>
        {CORE.map(({ value, label }) => (
          <Fact key={value} label={label} value={lead[value]} />
        ))}
        {outcome === "created" && (
          <>
            <dt>Lands in</dt>
            <dd>{look ? <StageBadge look={look} /> : "The first stage"}</dd>
            <Fact label="Assigned to" value={assigned(draft.assignment, team)} />
          </>
        )}
      </dl>
      {custom.length > 0 && (
        <>
          <h4 className={classes.part}>{count(custom.length, "custom field")}</h4>
          <dl className={classes.facts}>
            {custom.map(([key, value]) => (
              <Fact key={key} label={names[key] ?? labelOf(key)} value={show(value)} />
            ))}
          </dl>
        </>
      )}
      {left_out.length > 0 && (
        <>
          <h4 className={classes.part}>Left out, kept in the receipt</h4>
          <ul className={classes.left}>
            {left_out.map(({ path, reason }) => (
              <li key={path}>
                <code>{path}</code> <span className="t3">{LEFT_OUT[reason] ?? reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Fact({ label, value }: { label: string; value: string | null }) {
  return (
    <>
      <dt title={label}>{label}</dt>
      <dd className={value ? undefined : "t3"} dir="auto">
        {value || "Empty"}
      </dd>
    </>
  );
}
