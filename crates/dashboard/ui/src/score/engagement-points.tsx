import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { I } from "../ui/icon";
import { type EventDraft, type ModelDraft, type NumberKey, nextId } from "./draft";
import classes from "./score.module.css";

const LINES: { key: NumberKey; label: string; unit: string }[] = [
  { key: "pageview", label: "A page view", unit: "points" },
  { key: "click", label: "A click", unit: "points" },
  { key: "identify", label: "Signing in", unit: "points" },
  { key: "custom", label: "Any other event of your site", unit: "points" },
];
const LIMITS: typeof LINES = [
  { key: "half_life_days", label: "An event counts half after", unit: "days" },
  { key: "cap", label: "Engagement adds at most", unit: "points" },
];

/** What somebody does: points that fade. */
export function EngagementPoints({
  draft,
  wrong,
  edit,
}: {
  draft: ModelDraft;
  wrong: Record<string, string>;
  edit: (part: Partial<ModelDraft>) => void;
}) {
  const { events } = draft;
  const line = ({ key, label, unit }: (typeof LINES)[number]) => (
    <div key={key} className={classes.line}>
      <label htmlFor={`score-${key}`}>{label}</label>
      <Points
        id={`score-${key}`}
        value={draft[key]}
        error={wrong[key]}
        onChange={(text) => edit({ [key]: text })}
      />
      <span className={classes.word}>{unit}</span>
    </div>
  );
  const put = (next: EventDraft) =>
    edit({ events: events.map((e) => (e.id === next.id ? next : e)) });
  return (
    <>
      {LINES.map(line)}
      {events.map((event, i) => (
        <div key={event.id} className={classes.line}>
          <TextInput
            size="sm"
            aria-label={`Name of event ${i + 1}`}
            placeholder="trial_started"
            maxLength={100}
            value={event.name}
            error={wrong[`name-${event.id}`]}
            onChange={(e) => put({ ...event, name: e.currentTarget.value })}
          />
          <Points
            label={`Points of ${event.name || `event ${i + 1}`}`}
            value={event.points}
            error={wrong[`event-${event.id}`]}
            onChange={(points) => put({ ...event, points })}
          />
          <span className={classes.word}>points</span>
          <ActionIcon
            aria-label={`Remove ${event.name || `event ${i + 1}`}`}
            onClick={() => edit({ events: events.filter((e) => e.id !== event.id) })}
          >
            <IconX {...I} />
          </ActionIcon>
        </div>
      ))}
      <div className={classes.add}>
        <Button
          leftSection={<IconPlus {...I} />}
          disabled={events.length >= 50}
          onClick={() =>
            edit({ events: [...events, { id: nextId(events), name: "", points: "5" }] })
          }
        >
          Add an event by its name
        </Button>
      </div>
      <div className={classes.limits}>{LIMITS.map(line)}</div>
    </>
  );
}

function Points({
  id,
  label,
  value,
  error,
  onChange,
}: {
  id?: string;
  /** Where no label stands beside it. */
  label?: string;
  value: string;
  error?: string;
  onChange: (text: string) => void;
}) {
  return (
    <TextInput
      id={id}
      size="sm"
      className={classes.points}
      aria-label={label}
      maxLength={4}
      value={value}
      error={error}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}
