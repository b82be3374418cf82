import { useMediaQuery } from "@mantine/hooks";
import { Link } from "react-router";
import type { Campaign } from "../api/types";
import { useCan, useSession } from "../auth/session";
import { count } from "../lib/text";
import { CHANNELS } from "../messages/words";
import { Empty, LoadFailed } from "../ui/notes";
import { Pager } from "../ui/pager";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { PAGE, useCampaigns } from "./api";
import classes from "./broadcasts.module.css";
import { HeaderAction } from "./broadcasts-layout";
import { NewCampaignButton } from "./new-campaign-button";
import { whenIn } from "./schedule";
import { StateBadge } from "./state-badge";
import { usePage } from "./use-page";
import { countsLine, isOpen } from "./words";

export default function CampaignsPage() {
  const { page, set } = usePage();
  const send = useCan()("messages:send");
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const campaigns = useCampaigns(page);
  return (
    <>
      {send && !phone && (
        <HeaderAction>
          <NewCampaignButton primary />
        </HeaderAction>
      )}
      {campaigns.error && !campaigns.data ? (
        <LoadFailed
          what="the campaigns"
          error={campaigns.error}
          retry={() => campaigns.refetch()}
        />
      ) : !campaigns.data ? (
        <div className={classes.list}>
          <SkeletonRows rows={10} height={44} />
        </div>
      ) : campaigns.data.total === 0 ? (
        <Empty
          pad
          title="No campaign yet"
          why={
            send
              ? "A campaign sends a template to an audience, and reports what became of each message."
              : "A campaign sends a template to an audience. Somebody who may send messages can make one."
          }
        >
          {send && <NewCampaignButton />}
        </Empty>
      ) : (
        <>
          <div className={classes.list}>
            <Table campaigns={campaigns.data.data} busy={campaigns.isPlaceholderData} />
          </div>
          <Pager page={page} limit={PAGE} total={campaigns.data.total} onPage={set} />
        </>
      )}
      {send && phone && <NewCampaignButton primary className={classes.fab} />}
    </>
  );
}

function Table({ campaigns, busy }: { campaigns: Campaign[]; busy: boolean }) {
  const wide = classes.wideOnly;
  return (
    <table className="t" data-lg aria-label="Campaigns" aria-busy={busy}>
      <thead>
        <tr>
          <th>Name</th>
          <th>State</th>
          <th className={wide}>Audience</th>
          <th className={`r ${wide}`}>Sent</th>
          <th className={`r ${wide}`}>Delivered</th>
          <th className={`r ${wide}`}>Read</th>
          <th className={`r ${wide}`}>Failed</th>
          <th className={`r ${wide}`}>Skipped</th>
          <th className={`r ${wide}`}>When</th>
        </tr>
      </thead>
      <tbody>
        {campaigns.map((c) => (
          <Row key={c.id} campaign={c} />
        ))}
      </tbody>
    </table>
  );
}

const COUNTS = ["sent", "delivered", "read", "failed", "skipped"] as const;

function Row({ campaign: c }: { campaign: Campaign }) {
  const wide = classes.wideOnly;
  // Nothing has been counted yet: 0 would say that it failed.
  const counted = !isOpen(c.state);
  return (
    <tr>
      <td className={classes.name}>
        <Link to={`/broadcasts/campaigns/${c.id}`} className="wrap" dir="auto">
          {c.name}
        </Link>
        <span className="t3 sm wrap">
          {CHANNELS[c.template.channel].label}, {c.template.name}
        </span>
        <span className={`t2 sm num ${classes.narrow}`}>
          {counted ? countsLine(c.counts) : count(c.audience.size, "person", "people")}
        </span>
      </td>
      <td>
        <StateBadge state={c.state} />
      </td>
      <td className={wide}>
        <span className="num">{count(c.audience.size, "person", "people")}</span>
      </td>
      {COUNTS.map((key) => (
        <td key={key} className={`r ${wide} ${counted ? "" : "t3"}`}>
          {counted ? c.counts[key].toLocaleString("en") : ""}
        </td>
      ))}
      <td className={`r t3 ${wide}`}>
        <When campaign={c} />
      </td>
    </tr>
  );
}

/** The moment that says most of it. */
function When({ campaign: c }: { campaign: Campaign }) {
  const { time_zone } = useSession().workspace;
  if (c.state === "scheduled" && c.scheduled_at)
    return <>For {whenIn(c.scheduled_at, time_zone)}</>;
  return <TimeAgo at={c.finished_at ?? c.started_at ?? c.created_at} />;
}
