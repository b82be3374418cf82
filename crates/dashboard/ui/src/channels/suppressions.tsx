import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { Channel, Suppression } from "../api/types";
import { useCan } from "../auth/session";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import { SettingsBlock } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { FilterChip } from "../ui/filter-chip";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import { AddSuppression } from "./add-suppression";
import { takeBack, useSuppressions } from "./api";
import classes from "./channels.module.css";

const REASONS: Record<Suppression["reason"], string> = {
  unsubscribed: "Unsubscribed",
  stopped: "Answered STOP",
  bounced: "Address bounced",
  by_hand: "Added by hand",
};

/** Who is sent nothing more, and on which channel. */
export function Suppressions() {
  const send = useCan()("messages:send");
  const [params, setParams] = useSearchParams();
  const [asking, setAsking] = useState<Suppression | null>(null);
  const channel = CHANNEL_ORDER.find((c) => c === params.get("channel")) ?? null;
  const list = useSuppressions(channel);
  const all = list.data?.pages.flatMap((p) => p.data) ?? [];
  const filter = (to: string | null) => setParams(to ? { channel: to } : {}, { replace: true });
  return (
    <SettingsBlock
      title="Unsubscribed"
      about="Nothing is sent to these addresses, by an automation, a campaign or Quick Send."
    >
      {send && <AddSuppression />}
      {(all.length > 0 || channel) && (
        <div className={classes.filter}>
          <FilterChip
            label="Channel"
            value={channel}
            options={CHANNEL_ORDER.map((c) => ({ value: c, label: CHANNELS[c].label }))}
            onChange={filter}
          />
        </div>
      )}
      {list.error && !list.data ? (
        <LoadFailed what="who is unsubscribed" error={list.error} retry={() => list.refetch()} />
      ) : !list.data ? (
        <SkeletonBlock height={120} pad={0} />
      ) : all.length === 0 ? (
        <Empty
          title={channel ? `Nobody is unsubscribed from ${CHANNELS[channel].label}` : "Nobody yet"}
          why="Who follows the unsubscribe link of an email, answers STOP, or has an address that bounced is listed here by itself."
        />
      ) : (
        <ul className={classes.list} aria-label="Unsubscribed addresses">
          {all.map((s) => (
            <li key={s.id} className={classes.item}>
              <span className="m cut">{s.hint}</span>
              <span className="t2">{CHANNELS[s.channel].label}</span>
              <span className="t3">
                {REASONS[s.reason]} <TimeAgo at={s.created_at} />
              </span>
              {send && (
                <ActionIcon
                  aria-label={`Remove ${s.hint} from ${CHANNELS[s.channel].label}`}
                  onClick={() => setAsking(s)}
                >
                  <IconX {...I} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          mt={12}
          size="xs"
          loading={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <Confirm
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={`Send to ${asking?.hint ?? ""} again?`}
        action="Take it off the list"
        onConfirm={async () => {
          if (!asking) return;
          await takeBack(asking.id);
          say(`${asking.hint} can be sent ${nameOf(asking.channel)} again`);
        }}
      >
        Only when the person asked for it. Whoever unsubscribed and is written to all the same may
        complain, and providers close accounts for that.
      </Confirm>
    </SettingsBlock>
  );
}

const nameOf = (channel: Channel) =>
  channel === "email" ? "emails" : `${CHANNELS[channel].label} messages`;
