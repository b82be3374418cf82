import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";
import type { OutboundWebhook } from "../api/types";
import { Need } from "../auth/need";
import { count } from "../lib/text";
import { SettingsPage } from "../settings/settings-page";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { useOutboundWebhooks } from "./api";
import { NewOutbound } from "./new-outbound";
import classes from "./outbound.module.css";
import { EVENTS, STATES, stateOf } from "./words";

export default function OutboundListPage() {
  return (
    <Need permission="settings:manage" title="Outbound webhooks">
      <List />
    </Need>
  );
}

function List() {
  const webhooks = useOutboundWebhooks();
  const [params, setParams] = useSearchParams();
  const ask = (on: boolean) => setParams(on ? { new: "1" } : {}, { replace: true });
  return (
    <SettingsPage
      title="Outbound webhooks"
      action={
        <Button variant="filled" leftSection={<IconPlus {...I} />} onClick={() => ask(true)}>
          New webhook
        </Button>
      }
    >
      <p className="t3" style={{ padding: "14px 20px", maxWidth: 640 }}>
        Tells another system what happens here, within seconds, by a signed post. Leads that come in
        from your forms are under{" "}
        <Link className="link" to="/webhooks">
          Webhooks
        </Link>
        .
      </p>
      {webhooks.error && !webhooks.data ? (
        <LoadFailed
          what="the outbound webhooks"
          error={webhooks.error}
          retry={() => webhooks.refetch()}
        />
      ) : !webhooks.data ? (
        <SkeletonRows rows={3} height={44} />
      ) : webhooks.data.length === 0 ? (
        <Empty
          pad
          title="No outbound webhook yet"
          why="Make one when a program of yours should hear of leads, deals or site events as they happen."
        >
          <Button leftSection={<IconPlus {...I} />} onClick={() => ask(true)}>
            Create webhook
          </Button>
        </Empty>
      ) : (
        <table className={`t ${classes.table}`} data-lg aria-label="Outbound webhooks">
          <thead>
            <tr>
              <th>URL</th>
              <th className="wideOnly">Events</th>
              <th>State</th>
              <th className="r">Last delivery</th>
            </tr>
          </thead>
          <tbody>
            {webhooks.data.map((w) => (
              <Row key={w.id} webhook={w} />
            ))}
          </tbody>
        </table>
      )}
      {params.has("new") && <NewOutbound onClose={() => ask(false)} />}
    </SettingsPage>
  );
}

function Row({ webhook: w }: { webhook: OutboundWebhook }) {
  const state = stateOf(w);
  return (
    <tr>
      <td>
        <Link to={`/settings/outbound-webhooks/${w.id}`} className={classes.url}>
          {w.url}
        </Link>
        {w.description && (
          <div className="t3 sm wrap" dir="auto">
            {w.description}
          </div>
        )}
        {!w.active && w.disabled_reason && (
          <div className="sm wrap" style={{ color: "var(--red-t)" }}>
            {w.disabled_reason}
          </div>
        )}
      </td>
      <td className="wideOnly">
        <span className={classes.count} title={w.events.join("\n")}>
          {w.events.length === 1
            ? w.events[0]
            : w.events.length === EVENTS.length
              ? "All events"
              : count(w.events.length, "event")}
        </span>
      </td>
      <td>
        <span className="badge" data-color={state.color}>
          {state.label}
        </span>
      </td>
      <td className="r">
        {w.last_delivery ? (
          <>
            <div>
              <span className="badge" data-color={STATES[w.last_delivery.state].color}>
                {STATES[w.last_delivery.state].label}
                {w.last_delivery.status !== null && ` ${w.last_delivery.status}`}
              </span>
            </div>
            <TimeAgo at={w.last_delivery.at} className="t3 sm" />
          </>
        ) : (
          <span className="t3">Never</span>
        )}
      </td>
    </tr>
  );
}
