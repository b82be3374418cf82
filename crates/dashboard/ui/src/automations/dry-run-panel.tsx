import { useDebouncedValue } from "@mantine/hooks";
import { IconBan, IconCheck, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "react-router";
import { api, call } from "../api/client";
import { isMissing, reason } from "../api/errors";
import type { AutomationCondition, DryRunStep, Id, PersonRef } from "../api/types";
import { count } from "../lib/text";
import { PersonPicker } from "../messages/person-picker";
import { CHANNELS } from "../messages/words";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { useDryRun } from "./api";
import { useFacts } from "./choices";
import { conditionWords } from "./condition-words";
import type { Draft } from "./draft";
import { complete } from "./dry-run";
import classes from "./side.module.css";
import { STEP_KINDS, whenWords } from "./words";

/** What would happen to one person by what is on the screen. */
export function DryRunPanel({ id, draft }: { id: Id | undefined; draft: Draft }) {
  const { person, choose } = usePerson();
  const [tried] = useDebouncedValue(draft, 400);
  const run = useDryRun(id, person?.id ?? null, tried);
  const nothing = complete(draft.steps).length === 0;
  return (
    <section aria-label="Dry run">
      <div className={classes.sideHead}>
        <h2>Dry run</h2>
        <span className="t3 sm">Nothing is sent</span>
      </div>
      <PersonPicker
        bare
        label="Lead or contact to try it on"
        placeholder="Search leads and contacts"
        value={person}
        onChange={choose}
      />
      {!person ? (
        <p className={classes.hint}>
          Choose somebody to see each message as it would read, and when it would go out.
        </p>
      ) : nothing ? (
        <p className={classes.hint}>Complete a step to see what it would do.</p>
      ) : run.error ? (
        <ErrorNote>It could not be tried: {reason(run.error)}</ErrorNote>
      ) : !run.data ? (
        <SkeletonRows rows={3} height={56} />
      ) : (
        <ol className={classes.dry} aria-label="What would happen">
          {run.data.asked.length > 0 && (
            <Conditions unmet={run.data.unmet} at={new Date(run.data.at).toISOString()} />
          )}
          <Row
            passes={run.data.lock.passes}
            locks
            title={run.data.lock.passes ? "Safety lock passes" : "Safety lock skips it"}
            sub={run.data.lock.detail}
            at={new Date(run.data.at).toISOString()}
          />
          {run.data.rows.map((step) => (
            <DryStep key={step.position} step={step} />
          ))}
        </ol>
      )}
    </section>
  );
}

/** Whether the person is one that it is for, and why not. */
function Conditions({ unmet, at }: { unmet: AutomationCondition[]; at: string }) {
  const facts = useFacts();
  if (unmet.length === 0) return <Row passes title="Every condition holds" at={at} />;
  const many = `${count(unmet.length, "condition")} ${unmet.length === 1 ? "does" : "do"} not hold`;
  const said = unmet.map((condition) => conditionWords(condition, facts));
  return (
    <Row passes={false} title={`It would not begin: ${many}`} at={at}>
      {[...new Set(said)].map((words) => (
        <p key={words} className="t3 sm wrap" dir="auto">
          {words}
        </p>
      ))}
    </Row>
  );
}

function DryStep({ step }: { step: DryRunStep }) {
  const n = step.position + 1;
  if (!step.would_run) {
    return (
      <Row passes={false} title={`Step ${n} would be skipped`} sub={step.reason} at={step.at} />
    );
  }
  if (step.kind !== "message" || !step.channel) {
    return <Row passes title={step.detail ?? STEP_KINDS[step.kind].label} at={step.at} />;
  }
  return (
    <Row
      passes
      title={`${CHANNELS[step.channel].label} to ${step.address ?? "nobody"}`}
      sub={step.reason}
      at={step.at}
    >
      <div className={classes.bubble} dir="auto">
        {step.subject && <b>{step.subject}</b>}
        {step.body}
      </div>
    </Row>
  );
}

function Row({
  passes,
  locks = false,
  title,
  sub,
  at,
  children,
}: {
  passes: boolean;
  locks?: boolean;
  title: string;
  sub?: string | null;
  at: string;
  children?: ReactNode;
}) {
  const Icon = passes ? IconCheck : locks ? IconLock : IconBan;
  return (
    <li className={classes.dryRow}>
      <span className={classes.dryIcon} data-tint={passes ? "green" : "amber"}>
        <Icon {...IS} />
      </span>
      <div className={classes.dryText}>
        <span className="m wrap">{title}</span>
        {sub && <p className="t3 sm wrap">{sub}</p>}
        {children}
      </div>
      <time dateTime={at} className={classes.dryTime}>
        {whenWords(at)}
      </time>
    </li>
  );
}

/** Who it is tried on, as the address says: `?lead=` or `?contact=`. */
function usePerson() {
  const [params, setParams] = useSearchParams();
  const [picked, setPicked] = useState<PersonRef | null>(null);
  const kind = params.has("contact") ? "contact" : "lead";
  const id = params.get(kind);
  const known = picked?.id === id ? picked : null;
  const path = kind === "lead" ? "/leads/{id}" : "/contacts/{id}";
  const { data, error } = useQuery({
    queryKey: [kind, id, "name"],
    queryFn: () => call(api.GET(path as "/leads/{id}", { params: { path: { id: id as Id } } })),
    enabled: id !== null && !known,
  });
  const gone = id === null || (!known && isMissing(error));
  const person: PersonRef | null = gone
    ? null
    : (known ?? { id, kind, display_name: data?.display_name ?? "" });
  const choose = (chosen: PersonRef | null) => {
    setPicked(chosen);
    setParams(
      (now) => {
        now.delete("lead");
        now.delete("contact");
        if (chosen) now.set(chosen.kind, chosen.id);
        return now;
      },
      { replace: true },
    );
  };
  return { person, choose };
}
