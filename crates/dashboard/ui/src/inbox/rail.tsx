import { ActionIcon, Tooltip } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { stagesAround, usePipelines } from "../api/shared";
import type { Contact, ConversationDetail, Lead } from "../api/types";
import { useCan } from "../auth/session";
import { useContact } from "../contacts/api";
import { useLead } from "../leads/api";
import { SOURCES } from "../lib/text";
import { Score } from "../score/score";
import { I } from "../ui/icon";
import { StageBadge, stageLook } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import { Face } from "./conversation-row";
import classes from "./rail.module.css";
import { RailSite } from "./rail-site";
import { pathOf } from "./words";

type Customer = ConversationDetail["customer"];

/** Who writes, and what they did on the site (S23). */
export function Rail({ conversation }: { conversation: ConversationDetail }) {
  const can = useCan();
  const { customer } = conversation;
  const seen = customer.kind === "lead" ? can("leads:view") : can("crm:view");
  return (
    <aside className={classes.rail} aria-label="Details">
      {!seen ? (
        <Head customer={customer} />
      ) : customer.kind === "lead" ? (
        <OfLead customer={customer} />
      ) : (
        <OfContact customer={customer} />
      )}
      {can("crm:view") ? (
        <RailSite key={customer.id} id={customer.id} />
      ) : (
        <section aria-label="On the site">
          <h3 className={classes.title}>On the site</h3>
          <p className={classes.none}>
            What a {customer.kind} does on the site is not shown to your role.
          </p>
        </section>
      )}
      <Facts conversation={conversation} seen={seen} />
    </aside>
  );
}

function OfLead({ customer }: { customer: Customer }) {
  const lead = useLead(customer.id).data;
  const { data: pipelines } = usePipelines();
  const look = lead && stageLook(stagesAround(pipelines, lead.stage_id), lead.stage_id);
  return (
    <Head customer={customer} person={lead} to={`/leads/${customer.id}`}>
      {look && <StageBadge look={look} />}
    </Head>
  );
}

function OfContact({ customer }: { customer: Customer }) {
  const contact = useContact(customer.id).data;
  return (
    <Head customer={customer} person={contact} to={`/contacts/${customer.id}`}>
      <span className="badge">Contact</span>
    </Head>
  );
}

function Head({
  customer,
  person,
  to,
  children,
}: {
  customer: Customer;
  person?: Lead | Contact;
  /** Absent: not theirs to open who reads this. */
  to?: string;
  children?: ReactNode;
}) {
  const company =
    person?.kind === "contact" ? person.account.name : (person?.company ?? customer.company);
  const about = [person?.title, company].filter(Boolean).join(", ");
  return (
    <>
      <div className={classes.head}>
        <Face customer={customer} />
        <div className={classes.identity}>
          <h2 className={classes.name} dir="auto">
            {customer.display_name}
          </h2>
          <div className="t3 sm wrap" dir="auto">
            {about || "No company"}
          </div>
        </div>
        {to && (
          <Tooltip label="Open record">
            <ActionIcon component={Link} to={to} aria-label="Open record">
              <IconExternalLink {...I} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {children && (
        <div className={classes.badges}>
          {children}
          {person && person.score !== null && (
            <span className="badge">
              <Score person={person}>Score {person.score}</Score>
            </span>
          )}
        </div>
      )}
    </>
  );
}

function Facts({ conversation, seen }: { conversation: ConversationDetail; seen: boolean }) {
  const { customer, started_on, widget, behavior, created_at } = conversation;
  return (
    <section aria-label="Facts">
      <h3 className={classes.title}>Details</h3>
      <dl className={classes.facts}>
        <Fact label="Email">{customer.email}</Fact>
        {seen &&
          (customer.kind === "lead" ? <LeadFacts of={customer} /> : <ContactFacts of={customer} />)}
        <Fact label="Began">
          <TimeAgo at={created_at} format="full" />
        </Fact>
        {started_on && <Fact label="Started on">{pathOf(started_on)}</Fact>}
        {widget && <Fact label="Widget">{widget.name}</Fact>}
        {behavior && <Fact label="Bot">{behavior.name}</Fact>}
      </dl>
    </section>
  );
}

const LeadFacts = ({ of }: { of: Customer }) => <PersonFacts person={useLead(of.id).data} />;
const ContactFacts = ({ of }: { of: Customer }) => <PersonFacts person={useContact(of.id).data} />;

function PersonFacts({ person }: { person: Lead | Contact | undefined }) {
  if (!person) return null;
  return (
    <>
      <Fact label="Phone">{person.phone}</Fact>
      <Fact label="Source">{SOURCES[person.source] ?? person.source}</Fact>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd dir="auto" title={typeof children === "string" ? children : undefined}>
        {children ?? <span className="t3">Unknown</span>}
      </dd>
    </div>
  );
}
