import { IconLock } from "@tabler/icons-react";
import { IS } from "../ui/icon";
import classes from "./builder.module.css";
import type { Draft, Problem } from "./draft";
import { Wrong } from "./parts";
import { NumberPill, Pill } from "./pill";
import { LOCKS, lockWords } from "./words";

/** The same person does not start it twice in a row. */
export function LockCard({
  draft,
  problems,
  onChange,
}: {
  draft: Draft;
  problems: Problem[];
  /** Absent: only shown. */
  onChange?: (minutes: number) => void;
}) {
  const { lock, trigger } = draft;
  return (
    <section
      className={classes.card}
      data-broken={problems.length > 0 || undefined}
      aria-label="Safety lock"
    >
      <span className={classes.mark}>
        <IconLock {...IS} />
      </span>
      <div className={classes.body}>
        <div className={classes.sentence}>
          {lock === 0
            ? "Safety lock"
            : trigger.kind === "webhook"
              ? "unless the same phone or email arrived in the last"
              : "unless it began for the same phone or email in the last"}
          <Pill
            label="Safety lock"
            value={String(lock)}
            choices={LOCKS.map((m) => ({ value: String(m), label: lockWords(m) }))}
            empty={lockWords(lock)}
            bad={problems.length > 0}
            onChoose={onChange && ((m) => onChange(Number(m)))}
          />
        </div>
        <p className={classes.about}>
          {lock === 0
            ? "Each repeat starts it again, also when a form is sent twice."
            : "Safety lock. A repeat is skipped and shown on the lead’s timeline."}
        </p>
        <Wrong problems={problems} />
      </div>
    </section>
  );
}

/** The most that it sends, whoever gets hold of the webhook's address. */
export function Budget({
  draft,
  problems,
  onChange,
}: {
  draft: Draft;
  problems: Problem[];
  onChange?: (messages: number) => void;
}) {
  return (
    <div className={classes.budget} data-broken={problems.length > 0 || undefined}>
      <div className={classes.sentence}>
        It sends at most
        <NumberPill
          label="Messages a day"
          value={draft.budget}
          bad={problems.length > 0}
          onChange={onChange}
        />
        messages in 24 hours, over everybody.
      </div>
      <Wrong problems={problems} />
    </div>
  );
}
