import { usePipelines, useTeam } from "../api/shared";
import type { Webhook } from "../api/types";
import { count } from "../lib/text";
import { StageBadge } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import { targetStage } from "./target";
import classes from "./webhooks.module.css";
import { assigned } from "./words";

/** What it has brought, and what it does with it (L21). */
export function Facts({ webhook }: { webhook: Webhook }) {
  const look = targetStage(webhook, usePipelines().data);
  const team = useTeam().data;
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Received</dt>
        <dd className={classes.big}>{count(webhook.total_received, "lead")}</dd>
      </div>
      <div>
        <dt>Last received</dt>
        <dd className={classes.big}>
          {webhook.last_received_at ? <TimeAgo at={webhook.last_received_at} /> : "Never"}
        </dd>
      </div>
      <div>
        <dt>Leads land in</dt>
        <dd>{look ? <StageBadge look={look} /> : "The first stage"}</dd>
      </div>
      <div>
        <dt>Assigned to</dt>
        <dd className="cut">{assigned(webhook.assignment, team)}</dd>
      </div>
      <div>
        <dt>Signature</dt>
        <dd>{webhook.signed ? "Checked" : "Not checked"}</dd>
      </div>
    </dl>
  );
}
