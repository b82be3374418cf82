import { Progress } from "@mantine/core";
import { Link, useParams } from "react-router";
import { isMissing } from "../api/errors";
import type { Campaign } from "../api/types";
import { Need } from "../auth/need";
import { useSession } from "../auth/session";
import { useChannels } from "../channels/api";
import { count } from "../lib/text";
import { CHANNELS } from "../messages/words";
import { LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { Prop, Still } from "../ui/prop";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { useCampaign } from "./api";
import classes from "./broadcasts.module.css";
import { CampaignActions } from "./campaign-actions";
import { CRUMBS, GoneCampaign } from "./gone-campaign";
import { Identity } from "./identity";
import { Report } from "./report";
import { whenIn } from "./schedule";
import { StateBadge } from "./state-badge";
import { done, isOpen, lasts, progress } from "./words";

export default function CampaignPage() {
  return (
    <Need permission="leads:view" title="Campaign">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const campaign = useCampaign(id);
  if (campaign.data && !isMissing(campaign.error)) return <View campaign={campaign.data} />;
  return (
    <>
      <PageHeader strong title="Campaign" crumbs={CRUMBS} />
      <div className="scroll">
        {isMissing(campaign.error) ? (
          <GoneCampaign />
        ) : campaign.error ? (
          <LoadFailed
            what="this campaign"
            error={campaign.error}
            retry={() => campaign.refetch()}
          />
        ) : (
          <SkeletonBlock height={420} pad={24} />
        )}
      </div>
    </>
  );
}

function View({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <PageHeader title={campaign.name} crumbs={CRUMBS} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Page content">
        <Identity
          name={campaign.name}
          badge={<StateBadge state={campaign.state} />}
          actions={<CampaignActions campaign={campaign} />}
        />
        <div className={classes.page}>
          {campaign.state === "sending" && <Sending campaign={campaign} />}
          <Facts campaign={campaign} />
          {!isOpen(campaign.state) && <Report campaign={campaign} />}
        </div>
      </section>
    </>
  );
}

function Sending({ campaign: { counts, per_minute } }: { campaign: Campaign }) {
  return (
    <section className={`card ${classes.progress}`} aria-label="Progress">
      <div className={classes.progressHead}>
        <h2>Sending</h2>
        <span className="t3 num" role="status">
          {done(counts).toLocaleString("en")} of {count(counts.total, "person", "people")}
        </span>
      </div>
      <Progress value={progress(counts)} size={8} aria-label="Sending, people done" />
      <p className="t3" style={{ marginTop: 8 }}>
        {counts.waiting > 0 &&
          `The other ${counts.waiting.toLocaleString("en")} take ${lasts(counts.waiting, per_minute)}, and longer in quiet hours and on days without sending. `}
        You can leave this page.
      </p>
    </section>
  );
}

function Facts({ campaign: c }: { campaign: Campaign }) {
  const { time_zone } = useSession().workspace;
  const fixed = Object.entries(c.variables);
  const channel = CHANNELS[c.template.channel];
  return (
    <section className={`card ${classes.facts}`} aria-label="Campaign">
      <Prop label="Audience">
        <Still>
          <Link className="link wrap" to={`/broadcasts/audiences/${c.audience.id}`}>
            {c.audience.name}
          </Link>{" "}
          <span className="t3 num">{count(c.audience.size, "person", "people")}</span>
        </Still>
      </Prop>
      <Prop label="Template">
        <Still>
          <Link className="link wrap" to={`/broadcasts/templates/${c.template.id}`}>
            {c.template.name}
          </Link>{" "}
          <span className="t3">
            {channel.label} <Sandbox channel={c.template.channel} />
          </span>
        </Still>
      </Prop>
      <Prop label="Variables">
        <Still>
          {fixed.length === 0 ? (
            <span className="t3">Each person’s own values</span>
          ) : (
            <ul className={classes.fixed}>
              {fixed.map(([name, text]) => (
                <li key={name} className="wrap">
                  <code>{name}</code> is “{text}” for everybody
                </li>
              ))}
            </ul>
          )}
        </Still>
      </Prop>
      <Prop label="Pace">
        <Still>
          At most {count(c.per_minute, "message")} a minute
          {isOpen(c.state) && `, which takes ${lasts(c.audience.size, c.per_minute)}`}
        </Still>
      </Prop>
      {c.scheduled_at && (
        <Prop label="Scheduled">
          <Still>
            <time dateTime={c.scheduled_at}>{whenIn(c.scheduled_at, time_zone)}</time>{" "}
            <span className="t3">{time_zone}</span>
          </Still>
        </Prop>
      )}
      {c.started_at && (
        <Prop label="Started">
          <Still>
            <TimeAgo at={c.started_at} format="full" />
          </Still>
        </Prop>
      )}
      {c.finished_at && (
        <Prop label={c.state === "cancelled" ? "Cancelled" : "Finished"}>
          <Still>
            <TimeAgo at={c.finished_at} format="full" />
          </Still>
        </Prop>
      )}
    </section>
  );
}

function Sandbox({ channel }: { channel: Campaign["template"]["channel"] }) {
  const setup = useChannels().data?.find((s) => s.channel === channel);
  return setup?.provider === "sandbox" && <span className="badge">Sandbox: not sent anywhere</span>;
}
