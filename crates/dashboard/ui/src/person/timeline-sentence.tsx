import { IconArrowRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { mateOf, stagesAround } from "../api/shared";
import type {
  Lifecycle,
  OpportunityStage,
  Pipeline,
  Teammate,
  TimelineData,
  TimelineEntry,
} from "../api/types";
import { entrySentence, isAutomationEntry } from "../automations/entry-words";
import { LIFECYCLES, OPPORTUNITY_STAGES } from "../crm/words";
import { labelOf, SOURCES } from "../lib/text";
import { IS } from "../ui/icon";
import { StageBadge, stageLook } from "../ui/stage";
import classes from "./timeline.module.css";
import { conversationSentence } from "./timeline-conversation";
import { messageSentence, outcome } from "./timeline-message";
import { who } from "./who";

const FIELD_NAMES: Record<string, string> = {
  mrr: "MRR",
  custom_fields: "custom fields",
  owner_id: "owner",
  next_step_at: "next step date",
  title: "job title",
};
/** As sentences want them: "close date", and custom fields by their own label. */
const fieldName = (field: string) =>
  FIELD_NAMES[field] ??
  (field.startsWith("custom_fields.")
    ? labelOf(field.slice("custom_fields.".length))
    : labelOf(field).toLowerCase());

/** A lifecycle's or an opportunity stage's word as its own page spells it. */
function wordName(word: string | null | undefined) {
  if (!word) return "None";
  const named = { ...LIFECYCLES, ...OPPORTUNITY_STAGES }[word as Lifecycle | OpportunityStage];
  return named?.label ?? labelOf(word);
}

/** Whose history it is, as the API names it. */
export type Subject = "customers" | "accounts" | "opportunities";

type Ref = { id: string; name?: string | null } | null | undefined;
const linkTo = (place: string, fallback: string) => (ref: Ref) =>
  ref ? (
    <Link className={classes.ref} to={`/${place}/${ref.id}`} dir="auto">
      {ref.name || fallback}
    </Link>
  ) : (
    fallback
  );
const account = linkTo("accounts", "a company");
const contact = linkTo("contacts", "a contact");
const deal = linkTo("opportunities", "an opportunity");

function Change({ from, to }: { from: ReactNode; to: ReactNode }) {
  return (
    <span className={classes.stages}>
      {from}
      <IconArrowRight {...IS} aria-label="to" aria-hidden={false} role="img" />
      {to}
    </span>
  );
}

export function sentence(
  { kind, actor, data }: TimelineEntry,
  team: Teammate[] | undefined,
  pipelines: Pipeline[] | undefined,
  of: Subject,
): { text: ReactNode; sub?: ReactNode } {
  const unsure = actor.kind === "visitor" && data.verified === false;
  const by = unsure ? `${who(actor)} (not verified)` : who(actor);
  // An account's history is that of several people: there each is named.
  const person = of === "accounts" && data.contact ? contact(data.contact) : null;
  const badge = (ref: TimelineData["from_stage"]) => {
    if (!ref) return "No stage";
    const look = stageLook(stagesAround(pipelines, ref.id), ref.id);
    return <StageBadge look={look ? { ...look, name: ref.name } : { ...ref, fill: 0 }} />;
  };
  const stages = <Change from={badge(data.from_stage)} to={badge(data.to_stage)} />;
  const words = <Change from={wordName(data.from_word)} to={wordName(data.to_word)} />;
  if (isAutomationEntry(kind)) {
    const { automation, position, channel, template_name: template, message_id: message } = data;
    return {
      text: entrySentence({ kind, automation, position, channel, template, message }),
      sub: outcome(kind, data),
    };
  }
  switch (kind) {
    case "message_sent":
    case "message_failed":
    case "message_received":
      return messageSentence(kind, actor, data);
    case "conversation_started":
    case "email_captured":
    case "bot_captured":
      return conversationSentence(kind, data, person);
    case "custom_event":
      return {
        text: (
          <>
            {by} raised: <span dir="auto">{data.text}</span>
          </>
        ),
      };
    case "lead_created":
    case "contact_created":
    case "account_created": {
      const source = data.source ? (SOURCES[data.source] ?? data.source) : null;
      const from = [source && `Source ${source.toLowerCase()}`, data.webhook_name];
      const maker = actor.kind === "user" ? `by ${by}` : null;
      return {
        text: person ? <>Contact {person} created</> : labelOf(kind),
        sub: [...from, maker].filter(Boolean).join(", "),
      };
    }
    case "lead_resubmitted":
      return {
        text: "Sent the form again",
        sub: data.webhook_name ? `Webhook ${data.webhook_name}` : undefined,
      };
    case "stage_changed":
      return { text: `${by} moved this lead`, sub: stages };
    case "assigned": {
      const to = data.to_name ?? mateOf(team, data.to ?? null)?.name;
      if (!data.to) return { text: `${by} removed the assignee` };
      return actor.kind === "user" && actor.id === data.to
        ? { text: `${by} took this over` }
        : { text: `Assigned to ${to ?? "a teammate"}`, sub: `by ${by}` };
    }
    case "fields_updated":
      return {
        text: `${by} changed ${listed((data.fields ?? []).map(fieldName)) || "this record"}`,
      };
    case "merged":
      return { text: `${by} merged another record into this one` };
    case "unmerged":
      return { text: `${by} took a merged record apart from this one` };
    case "lead_deleted":
      return { text: `${by} deleted this lead` };
    case "lead_restored":
      return { text: `${by} restored this lead` };
    case "visitor_linked":
      return {
        text: "Linked to a browser on your site",
        sub: data.verified ? "Identity verified by your server" : "Identity not verified",
      };
    case "converted":
      return data.linked_existing
        ? {
            text: (
              <>
                {by} converted {person ? "a lead" : "this lead"} and linked it to{" "}
                {contact(data.contact_id ? { id: data.contact_id, name: "a contact" } : null)} of{" "}
                {account(data.account)}
              </>
            ),
            sub: "The contact with the same email or phone was here already",
          }
        : {
            text: (
              <>
                {by} converted {person ?? "this lead"} to a contact of {account(data.account)}
              </>
            ),
          };
    case "demoted":
      return {
        text: (
          <>
            {by} demoted {person ?? "this contact"} to a lead
          </>
        ),
        sub: <>Account {account(data.account)} cleared</>,
      };
    case "account_changed":
      return {
        text: person ? (
          <>
            {by} moved {person} to this account
          </>
        ) : (
          `${by} changed the account`
        ),
        sub: <Change from={account(data.from_account)} to={account(data.to_account)} />,
      };
    case "company_linked":
      return {
        text: (
          <>
            {by} linked {person ?? account(data.account)}
          </>
        ),
      };
    case "company_unlinked":
      return {
        text: (
          <>
            {by} unlinked {person ?? account(data.account)}
          </>
        ),
      };
    case "lifecycle_changed":
      return {
        text: (
          <>
            Lifecycle moved to <b>{wordName(data.to_word)}</b>
          </>
        ),
        sub: `from ${wordName(data.from_word)}, by ${by}`,
      };
    case "deal_stage_changed":
      return { text: `${by} moved the deal`, sub: stages };
    case "deal_value_changed":
      return { text: `${by} changed the deal value` };
    case "opportunity_created":
      return { text: <>Opportunity {deal(data.opportunity)} created</>, sub: `by ${by}` };
    case "opportunity_stage_changed":
      return {
        text: (
          <>
            {by} moved {deal(data.opportunity)}
          </>
        ),
        sub: (
          <>
            {words}
            {data.reason && <span dir="auto">{data.reason}</span>}
          </>
        ),
      };
    case "primary_contact_changed":
      return {
        text: data.contact ? (
          <>
            {contact(data.contact)} is now the primary contact of {deal(data.opportunity)}
          </>
        ) : (
          <>{deal(data.opportunity)} has no primary contact any more</>
        ),
        sub: `by ${by}`,
      };
    case "opportunity_deleted":
      return { text: `${by} deleted the opportunity ${data.opportunity?.name ?? ""}`.trimEnd() };
    case "opportunity_account_changed":
      return {
        text: `${by} moved the opportunity ${data.opportunity?.name ?? ""} to another account`,
        sub: <Change from={data.from_account?.name} to={data.to_account?.name} />,
      };
    case "account_deleted":
      return { text: `${by} deleted this account` };
    case "note_edited":
      return { text: `${by} edited a note` };
    case "note_deleted":
      return { text: `${by} deleted a note` };
    case "contact_removed":
      return { text: <>{contact(data.contact)} left this account</>, sub: `by ${by}` };
    case "plan_created":
      return { text: `${by} created the onboarding plan ${data.plan?.name ?? ""}`.trimEnd() };
    case "plan_deleted":
      return { text: `${by} deleted the onboarding plan ${data.plan?.name ?? ""}`.trimEnd() };
    case "milestone_completed":
    case "milestone_reopened":
      return {
        text: `${by} ${kind === "milestone_completed" ? "completed" : "reopened"} ${data.milestone?.title ?? "a milestone"}`,
        sub: data.plan?.name,
      };
    case "milestone_reached":
      return {
        text: (
          <>
            Milestone <b dir="auto">{data.name}</b> reached
          </>
        ),
        sub: `by ${by}`,
      };
    case "note_added":
      return {
        text: `${by} added a note`,
        sub: data.body ? (
          <span className={classes.note} dir="auto">
            {data.body}
          </span>
        ) : undefined,
      };
    default:
      return { text: labelOf(kind), sub: by };
  }
}

export function listed(words: string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
