import { ActionIcon, Menu } from "@mantine/core";
import { IconBolt, IconDots, IconExternalLink, IconLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { usePipelines } from "../api/shared";
import type { AutomationEvent, AutomationTrigger } from "../api/types";
import { type Choice, ChoiceMenu } from "../ui/choice-menu";
import { I, IS } from "../ui/icon";
import classes from "./builder.module.css";
import { useWebhookChoices } from "./choices";
import { eventTrigger, type Problem } from "./draft";
import { Wrong } from "./parts";
import { NumberPill, Pill, TextPill } from "./pill";
import { StagePill } from "./step-sentence";
import { EVENT_ORDER, EVENTS, targetsOf } from "./words";

type Change = (trigger: AutomationTrigger) => void;

const KINDS: Choice<AutomationTrigger["kind"]>[] = [
  {
    value: "webhook",
    label: "A lead arrives",
    about: "Through one of the webhooks, from a form or another program.",
  },
  {
    value: "event",
    label: "Something happens",
    about: "A lead moves or becomes a contact, a deal is won, a site event arrives.",
  },
  {
    value: "daily",
    label: "Every day",
    about: "Looks at every contact, for those who do more or less on your site.",
  },
];
const fresh = (kind: AutomationTrigger["kind"]): AutomationTrigger => {
  if (kind === "webhook") return { kind, webhook_id: "" };
  if (kind === "event") return eventTrigger("lead_created");
  return { kind, at: "09:00", condition: { op: "lt", count: 3, days: 30 } };
};

/** What starts a run. */
export function TriggerCard({
  trigger,
  problems,
  onChange,
  children,
}: {
  trigger: AutomationTrigger;
  problems: Problem[];
  /** Absent: only shown. */
  onChange?: Change;
  /** For whom. */
  children: ReactNode;
}) {
  const bad = (field: string) => problems.some((p) => p.field === field);
  return (
    <section
      className={classes.card}
      data-broken={problems.length > 0 || undefined}
      aria-label="Trigger"
    >
      <span className={classes.mark}>
        <IconBolt {...IS} />
      </span>
      <div className={classes.body}>
        <div className={classes.sentence}>
          {trigger.kind === "webhook" ? (
            <Arrives trigger={trigger} bad={bad("webhook_id")} onChange={onChange} />
          ) : trigger.kind === "event" ? (
            <Happens trigger={trigger} bad={bad("to") || bad("name")} onChange={onChange} />
          ) : (
            <Daily trigger={trigger} bad={bad} onChange={onChange} />
          )}
        </div>
        <Wrong problems={problems} />
        {children}
      </div>
      {onChange && (
        <ChoiceMenu value={trigger.kind} choices={KINDS} onChoose={(kind) => onChange(fresh(kind))}>
          <ActionIcon aria-label="Change the trigger">
            <IconDots {...I} />
          </ActionIcon>
        </ChoiceMenu>
      )}
    </section>
  );
}

type Of<K> = Extract<AutomationTrigger, { kind: K }>;

function Arrives({
  trigger,
  bad,
  onChange,
}: {
  trigger: Of<"webhook">;
  bad: boolean;
  onChange?: Change;
}) {
  const { data: webhooks } = useWebhookChoices();
  return (
    <>
      When a lead arrives through
      <Pill
        label="Webhook"
        value={trigger.webhook_id ?? ""}
        choices={(webhooks ?? []).map((w) => ({
          value: w.id,
          label: w.name,
          mark: <IconLink {...IS} />,
        }))}
        empty={
          !trigger.webhook_id ? "Pick a webhook" : webhooks ? "A deleted webhook" : "A webhook"
        }
        bad={bad}
        onChoose={onChange && ((webhook_id) => onChange({ ...trigger, webhook_id }))}
        none={
          <>
            {webhooks?.length === 0 && <Menu.Label>No webhook yet. Make one first.</Menu.Label>}
            <Menu.Item leftSection={<IconExternalLink {...IS} />} component={Link} to="/webhooks">
              Go to the webhooks
            </Menu.Item>
          </>
        }
      />
    </>
  );
}

function Happens({
  trigger,
  bad,
  onChange,
}: {
  trigger: Of<"event">;
  bad: boolean;
  onChange?: Change;
}) {
  const { data: pipelines } = usePipelines();
  const { event } = trigger;
  const to = trigger.filter?.to ?? "";
  const narrow = onChange && ((v: string) => onChange(eventTrigger(event, v)));
  const targets = targetsOf(event, pipelines);
  return (
    <>
      When
      <Pill
        label="Event"
        value={event}
        choices={EVENT_ORDER.map((value) => ({ value, label: EVENTS[value] }))}
        empty={EVENTS[event]}
        onChoose={onChange && ((v) => onChange(eventTrigger(v as AutomationEvent)))}
      />
      {targets && "to"}
      {event === "site_event" && (
        <>
          called
          <TextPill
            label="Event name"
            placeholder="its name"
            maxLength={200}
            value={trigger.filter?.name ?? ""}
            bad={bad}
            onChange={onChange && ((name) => onChange(eventTrigger(event, null, name)))}
          />
        </>
      )}
      {event === "stage_changed" ? (
        <StagePill label="New stage" stage={to} any="any stage" bad={bad} onChoose={narrow} />
      ) : (
        targets && (
          <Pill
            label="New stage"
            value={to}
            choices={[{ value: "", label: "any stage" }, ...targets]}
            empty={to}
            bad={bad}
            onChoose={narrow}
          />
        )
      )}
    </>
  );
}

const OPS = [
  { value: "lt", label: "fewer" },
  { value: "gt", label: "more" },
];

function Daily({
  trigger,
  bad,
  onChange,
}: {
  trigger: Of<"daily">;
  bad: (field: string) => boolean;
  onChange?: Change;
}) {
  const { condition } = trigger;
  const set = (change: Partial<typeof condition>) =>
    onChange?.({ ...trigger, condition: { ...condition, ...change } });
  return (
    <>
      Every day at
      <TextPill
        label="Time of day"
        type="time"
        value={trigger.at}
        bad={bad("at")}
        onChange={onChange && ((at) => onChange({ ...trigger, at }))}
      />
      for contacts with
      <Pill
        label="Fewer or more"
        value={condition.op}
        choices={OPS}
        empty=""
        onChoose={onChange && ((op) => set({ op: op as "lt" | "gt" }))}
      />
      than
      <NumberPill
        label="Site events"
        value={condition.count}
        bad={bad("count")}
        onChange={onChange && ((count) => set({ count }))}
      />
      site events in
      <NumberPill
        label="Days"
        value={condition.days}
        bad={bad("days")}
        onChange={onChange && ((days) => set({ days }))}
      />
      days
    </>
  );
}
