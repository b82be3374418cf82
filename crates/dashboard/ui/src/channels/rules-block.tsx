import { Switch, TextInput } from "@mantine/core";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";
import classes from "./channels.module.css";
import { Days } from "./days";
import type { RulesPart } from "./use-rules";

/** When nobody is written to, how often somebody may be, and what is counted. */
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
      title="Rules"
      about={`When messages wait, how many one person gets, and what is counted. Times and days are in the workspace’s time zone, ${zone}.`}
    >
      <div className={classes.channel}>
        <Switch
          label="Quiet hours"
          description="Automations and campaigns wait until they end; Quick Send does not."
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
        <Days
          days={draft.days}
          error={errors.send_days}
          disabled={!manage}
          onChange={(days) => edit({ days })}
        />
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
        <Switch
          label="Count opens and clicks of emails"
          description="Of campaigns, automations and Quick Send, not of personal answers: a picture tells that the email was opened, and its links lead by way of Hydra. Mail programs that fetch pictures by themselves count as opened."
          checked={draft.tracking}
          disabled={!manage}
          onChange={(e) => edit({ tracking: e.currentTarget.checked })}
        />
        {failed && <ErrorNote>{failed}</ErrorNote>}
      </div>
    </SettingsBlock>
  );
}
