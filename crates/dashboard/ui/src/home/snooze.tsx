import { ActionIcon, Button, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useId, useState } from "react";
import { formErrors } from "../api/errors";
import type { FocusItem } from "../api/inbox-types";
import { weekdayOf } from "../lib/time";
import { I } from "../ui/icon";
import { Keys } from "../ui/keys";
import { ErrorNote } from "../ui/notes";
import { sayWithUndo } from "../ui/toast";
import { useSnooze } from "./focus-api";
import classes from "./snooze.module.css";
import { pickable, snoozeUntil, type When } from "./snooze-until";

const CHOICES: Record<When, string> = {
  monday: "Monday",
  week: "In a week",
  date: "Pick a date",
};

/** Puts an item off until a morning, with a reason for everybody. */
export function Snooze({ item }: { item: FocusItem }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      onDismiss={() => setOpened(false)}
      position="bottom-end"
      width={300}
      transitionProps={{ duration: 120 }}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          size={30}
          aria-label={`Snooze ${item.title}`}
          onClick={() => setOpened(!opened)}
          aria-expanded={opened}
        >
          <IconClock {...I} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Snooze ${item.title}`}>
        {opened && <SnoozeForm item={item} close={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function SnoozeForm({ item, close }: { item: FocusItem; close: () => void }) {
  const { snooze, wake } = useSnooze();
  const title = useId();
  const [when, setWhen] = useState<When>("monday");
  const [date, setDate] = useState("");
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const days = pickable(new Date());
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const until = snoozeUntil(when, date, new Date());
    const missing = {
      ...(!until && { until: "Pick the day on which it comes back." }),
      ...(!why.trim() && { reason: "Say why, so that nobody wonders." }),
    };
    setErrors(missing);
    setRest(null);
    if (!until || Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      await snooze(item, until, why.trim());
      close();
      sayWithUndo(`${item.title} snoozed until ${weekdayOf(until)}`, () => void wake(item));
    } catch (error) {
      const found = formErrors(error, ["until", "reason"]);
      setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} noValidate aria-labelledby={title} className={classes.form}>
      <h3 id={title} className={classes.title} dir="auto">
        Snooze {item.title}
      </h3>
      <fieldset className={classes.choices}>
        <legend className="srOnly">Until</legend>
        {(Object.keys(CHOICES) as When[]).map((choice) => (
          <UnstyledButton
            key={choice}
            className={classes.choice}
            aria-pressed={when === choice}
            onClick={() => setWhen(choice)}
          >
            {CHOICES[choice]}
          </UnstyledButton>
        ))}
      </fieldset>
      {when === "date" && (
        <TextInput
          type="date"
          label="Comes back on"
          value={date}
          min={days.min}
          max={days.max}
          error={errors.until}
          onChange={(e) => setDate(e.currentTarget.value)}
        />
      )}
      <TextInput
        label="Reason"
        data-autofocus
        maxLength={200}
        value={why}
        error={errors.reason}
        onChange={(e) => setWhy(e.currentTarget.value)}
      />
      {when !== "date" && errors.until && <ErrorNote>{errors.until}</ErrorNote>}
      {rest && <ErrorNote>{rest}</ErrorNote>}
      <div className={classes.foot}>
        <Button variant="subtle" onClick={close} rightSection={<Keys combo="Esc" />}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          Snooze
        </Button>
      </div>
    </form>
  );
}
