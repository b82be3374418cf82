import { Switch, TextInput } from "@mantine/core";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";
import classes from "./channels.module.css";
import type { RulesPart } from "./use-rules";

/** When nobody is written to, and how often somebody may be. */
export function RulesBlock({
  part,
  zone,
  manage,
}: {
  part: RulesPart;
  zone: string;
  manage: boolean;
}) {
  const { draft, edit, errors, failed, problem } = part;
  return (
    <SettingsBlock
      title="Quiet hours and cap"
      about="When messages wait, and how many one person gets."
    >
      <div className={classes.channel}>
        <Switch
          label="Quiet hours"
          description={`In the workspace’s time zone, ${zone}. Automations and campaigns wait until they end; Quick Send does not.`}
          checked={draft.quiet}
          disabled={!manage}
          onChange={(e) => edit({ quiet: e.currentTarget.checked })}
        />
        {draft.quiet && (
          <div className={classes.hours}>
            <TextInput
              type="time"
              label="From"
              disabled={!manage}
              value={draft.from}
              error={errors.quiet_from}
              onChange={(e) => edit({ from: e.currentTarget.value })}
            />
            <TextInput
              type="time"
              label="Until"
              disabled={!manage}
              value={draft.until}
              error={errors.quiet_until}
              onChange={(e) => edit({ until: e.currentTarget.value })}
            />
          </div>
        )}
        <TextInput
          className={classes.cap}
          label="Daily cap"
          description="Messages to one person in 24 hours at most, over every channel, Quick Send included. Empty: no cap."
          inputMode="numeric"
          placeholder="No cap"
          maxLength={6}
          disabled={!manage}
          value={draft.cap}
          error={problem ?? errors.daily_cap}
          onChange={(e) => edit({ cap: e.currentTarget.value })}
        />
        {failed && <ErrorNote>{failed}</ErrorNote>}
      </div>
    </SettingsBlock>
  );
}
