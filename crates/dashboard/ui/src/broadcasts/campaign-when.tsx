import { Radio, TextInput } from "@mantine/core";
import { dateTime } from "../lib/time";
import classes from "./broadcasts.module.css";
import type { Draft, When } from "./campaign-draft";
import { instantOf, wallOf } from "./schedule";
import { lasts } from "./words";

const CHOICES: { value: When; label: string; about: string }[] = [
  { value: "now", label: "Send now", about: "Asks once more, with the number of people." },
  {
    value: "schedule",
    label: "Schedule",
    about: "Goes by itself, and can be cancelled until then.",
  },
  { value: "draft", label: "Keep as draft", about: "Nothing is sent." },
];

/** When it goes; a time is meant on the workspace's clocks. */
export function WhenField({
  draft,
  zone,
  error,
  edit,
}: {
  draft: Draft;
  zone: string;
  error?: string;
  edit: (part: Partial<Draft>) => void;
}) {
  const at = instantOf(draft, zone);
  const here = at && dateTime(at);
  const elsewhere = here && wallOf(at, zone).time !== here.slice(-5);
  return (
    <div>
      <Radio.Group
        aria-label="When"
        value={draft.when}
        onChange={(when) => edit({ when: when as When })}
      >
        <div className={classes.radios}>
          {CHOICES.map((c) => (
            <Radio key={c.value} size="xs" value={c.value} label={c.label} description={c.about} />
          ))}
        </div>
      </Radio.Group>
      {draft.when === "schedule" && (
        <>
          <div className={classes.wall}>
            <TextInput
              label="Day"
              type="date"
              min={wallOf(Date.now(), zone).day}
              value={draft.day}
              error={Boolean(error)}
              onChange={(e) => edit({ day: e.currentTarget.value })}
            />
            <TextInput
              label="Time"
              type="time"
              value={draft.time}
              error={Boolean(error)}
              onChange={(e) => edit({ time: e.currentTarget.value })}
            />
          </div>
          {error && (
            <p role="alert" className={classes.whenError}>
              {error}
            </p>
          )}
          <p className={`t3 sm ${classes.zone}`}>
            In the workspace’s time zone, {zone}.{elsewhere && ` With you it is ${here}.`}
          </p>
        </>
      )}
    </div>
  );
}

export function PaceField({
  value,
  people,
  error,
  onChange,
}: {
  value: string;
  people: number | undefined;
  error?: string;
  onChange: (value: string) => void;
}) {
  const pace = Number(value);
  const known = people !== undefined && pace >= 1;
  return (
    <TextInput
      label="Messages per minute"
      inputMode="numeric"
      maw={220}
      value={value}
      error={error}
      description={known ? `Takes ${lasts(people, pace)}.` : "At most so many."}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}
