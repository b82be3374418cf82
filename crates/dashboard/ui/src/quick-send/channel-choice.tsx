import { SegmentedControl } from "@mantine/core";
import type { Channel } from "../api/types";
import { useChannels } from "../channels/api";
import { count } from "../lib/text";
import { CHANNELS } from "../messages/words";
import classes from "./quick-send.module.css";
import { canReach, type Recipients, reach } from "./recipients";

/** In the document's order (L32). */
export const OFFERED: Channel[] = ["sms", "whatsapp", "email"];

const ADDRESS = { sms: "phone number", whatsapp: "phone number", email: "email address" };

/** By which way it goes; those by which nobody can be reached say why. */
export function ChannelChoice({
  to,
  value,
  error,
  onChange,
}: {
  to: Recipients;
  value: Channel;
  error?: string;
  onChange: (channel: Channel) => void;
}) {
  const provider = useChannels().data?.find((c) => c.channel === value)?.provider;
  const { without } = reach(to, value);
  const shut = [...new Set(OFFERED.filter((c) => !canReach(to, c)).map((c) => ADDRESS[c]))];
  const one = to.ids.length === 1 ? (to.known[0]?.display_name ?? "This person") : null;
  return (
    <div className={classes.channel}>
      <SegmentedControl
        aria-label="Channel"
        data={OFFERED.map((c) => ({
          value: c,
          label: CHANNELS[c].label,
          disabled: !canReach(to, c),
        }))}
        value={value}
        onChange={(c) => onChange(c as Channel)}
      />
      {provider === "sandbox" && <span className="badge">Sandbox: not sent anywhere</span>}
      {shut.map((address) => (
        <p key={address} className="t3 sm">
          {one ? <span dir="auto">{one}</span> : "Nobody of them"} has{" "}
          {one ? "no" : address === ADDRESS.email ? "an" : "a"} {address}, so {channelsOf(address)}{" "}
          cannot be chosen.
        </p>
      ))}
      {canReach(to, value) && without > 0 && (
        <p className="t3 sm">
          {count(without, "person has", "people have")} no {ADDRESS[value]} and will be skipped.
        </p>
      )}
      {provider === "whatsapp_cloud" && (
        <p className="t3 sm">
          WhatsApp takes a free text only within 24 hours of the person’s own last message. An
          approved template that is left as it is goes at any time.
        </p>
      )}
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </div>
  );
}

const channelsOf = (address: string) =>
  OFFERED.filter((c) => ADDRESS[c] === address)
    .map((c) => CHANNELS[c].label)
    .join(" and ");
