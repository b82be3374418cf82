import { Checkbox, Switch, TextInput } from "@mantine/core";
import type { OutboundEvent } from "../api/types";
import type { Draft } from "./draft";
import classes from "./outbound.module.css";
import { EVENTS } from "./words";

interface Props {
  draft: Draft;
  errors: Record<string, string>;
  edit: (part: Partial<Draft>) => void;
}

export function EndpointFields({ draft, errors, edit, first }: Props & { first?: boolean }) {
  return (
    <div className={classes.fields}>
      <TextInput
        label="URL"
        description="Events are posted here as JSON, over https and to a public address."
        placeholder="https://example.com/hydra"
        inputMode="url"
        maxLength={500}
        data-autofocus={first}
        value={draft.url}
        error={errors.url}
        onChange={(e) => edit({ url: e.currentTarget.value })}
      />
      <TextInput
        label="Description"
        placeholder="What listens there"
        maxLength={500}
        value={draft.description}
        error={errors.description}
        onChange={(e) => edit({ description: e.currentTarget.value })}
      />
      <Switch
        label="Active"
        description="While it is off nothing is sent, and what happens meanwhile is not sent later."
        checked={draft.active}
        error={errors.active}
        onChange={(e) => edit({ active: e.currentTarget.checked })}
      />
    </div>
  );
}

export function EventFields({ draft, errors, edit, label }: Props & { label?: string }) {
  return (
    <Checkbox.Group
      aria-label="Events"
      label={label}
      value={draft.events}
      error={errors.events}
      onChange={(events) => edit({ events: events as OutboundEvent[] })}
    >
      <div className={classes.events}>
        {EVENTS.map((e) => (
          <Checkbox key={e.value} size="xs" value={e.value} label={e.value} description={e.about} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
