import { useState } from "react";
import type { Channel, MessageChannelSetup, MessageRules } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import { ReadOnly, SettingsPage } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { LoadFailed } from "../ui/notes";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { say } from "../ui/toast";
import { useChannels, useRules } from "./api";
import { ChannelBlock } from "./channel-block";
import { PROVIDERS } from "./providers";
import { RulesBlock } from "./rules-block";
import { Suppressions } from "./suppressions";
import { useChannel } from "./use-channel";
import { useRulesDraft } from "./use-rules";

export default function ChannelsPage() {
  return (
    <Need permission="leads:view" title="Channels">
      <Page />
    </Need>
  );
}

function Page() {
  const channels = useChannels();
  const rules = useRules();
  const failed = [channels, rules].find((q) => q.error && !q.data);
  return (
    <SettingsPage title="Channels">
      {failed ? (
        <LoadFailed what="the channels" error={failed.error} retry={() => failed.refetch()} />
      ) : channels.data && rules.data ? (
        <Editor setups={byChannel(channels.data)} rules={rules.data} />
      ) : (
        <SkeletonBlock height={480} pad={24} />
      )}
    </SettingsPage>
  );
}

type Setups = Record<Channel, MessageChannelSetup>;
/** The answer has a row for each. */
const byChannel = (rows: MessageChannelSetup[]) =>
  Object.fromEntries(rows.map((row) => [row.channel, row])) as Setups;

function Editor({ setups, rules }: { setups: Setups; rules: MessageRules }) {
  const manage = useCan()("settings:manage");
  const parts = {
    whatsapp: useChannel(setups.whatsapp),
    sms: useChannel(setups.sms),
    email: useChannel(setups.email),
  };
  const rulesPart = useRulesDraft(rules);
  const [saving, setSaving] = useState(false);
  const [asking, setAsking] = useState(false);
  const changed = [...CHANNEL_ORDER.map((c) => parts[c]), rulesPart].filter((p) => p.count > 0);
  const refused = changed.some((p) => p.failed || Object.keys(p.errors).length > 0);
  /** Those that would stop sending. */
  const stopped = CHANNEL_ORDER.filter((c) => {
    const { base, draft } = parts[c];
    return base.provider !== "sandbox" && draft.provider === "sandbox";
  });
  const save = async () => {
    setSaving(true);
    const went = await Promise.all(changed.map((p) => p.save()));
    setSaving(false);
    if (went.every(Boolean)) say("Channels saved");
  };
  const names = stopped.map((c) => CHANNELS[c].label).join(" and ");
  return (
    <>
      {!manage && <ReadOnly />}
      {CHANNEL_ORDER.map((c) => (
        <ChannelBlock key={c} part={parts[c]} manage={manage} />
      ))}
      <RulesBlock part={rulesPart} zone={rules.time_zone} manage={manage} />
      <Suppressions />
      <SaveBar
        changes={changed.reduce((sum, p) => sum + p.count, 0)}
        blocked={rulesPart.problem && "fix Daily cap first"}
        saving={saving}
        failed={refused ? "Not all of it is saved, see above." : null}
        onSave={() => (stopped.length > 0 ? setAsking(true) : save())}
        onDiscard={() => {
          for (const part of changed) part.discard();
        }}
      />
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Stop sending by ${names}?`}
        action="Use the sandbox"
        onConfirm={save}
      >
        From now on those messages go nowhere: they are only kept and shown here. Automations and
        campaigns go on as if they were sent. What is saved for{" "}
        {stopped.map((c) => PROVIDERS[parts[c].base.provider].label).join(" and ")} is removed.
      </Confirm>
    </>
  );
}
