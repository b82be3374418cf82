import type { ReactNode } from "react";
import type { Contact, Lead, LeadPatch } from "../api/types";
import { CustomFieldRows } from "../crm/custom-field-rows";
import { CHANNEL_CHOICES, CHANNELS } from "../crm/words";
import { SOURCES, splitTags } from "../lib/text";
import { ScoreProp } from "../score/score-prop";
import { InlineEdit } from "../ui/inline-edit";
import { InlineSelect } from "../ui/inline-select";
import { Prop, Still } from "../ui/prop";
import { Tags } from "../ui/tags";
import { TimeAgo } from "../ui/time-ago";
import classes from "./person.module.css";
import { Touches } from "./touches";

type Patch = (patch: LeadPatch) => Promise<unknown>;

export function Profile({
  person,
  onPatch,
  account,
}: {
  person: Lead | Contact;
  /** Absent: nothing here can be edited. */
  onPatch?: Patch;
  /** A contact's account, and the way to another. */
  account?: ReactNode;
}) {
  const source = SOURCES[person.source] ?? person.source;
  const text = (label: string, field: "phone" | "company" | "title") => (
    <Prop label={label}>
      {onPatch ? (
        <InlineEdit
          label={label}
          field={field}
          value={person[field] ?? ""}
          inputMode={field === "phone" ? "tel" : undefined}
          onSave={(v) => onPatch({ [field]: v || null })}
        />
      ) : (
        <Still value={person[field]} />
      )}
    </Prop>
  );
  return (
    <section className="card" aria-label="Profile">
      <div className="cardHead">
        <h2>Profile</h2>
        <span className="aux">
          Updated <TimeAgo at={person.updated_at} />
        </span>
      </div>
      <div className={classes.props}>
        <div>
          {text("Phone", "phone")}
          {account ? <Prop label="Account">{account}</Prop> : text("Company", "company")}
          {text(person.kind === "contact" ? "Job title" : "Title", "title")}
          <Prop label="Source">
            <Still>{person.source_name ? `${source} · ${person.source_name}` : source}</Still>
          </Prop>
          <ScoreProp person={person} onPatch={onPatch} />
          <PreferredChannel person={person} onPatch={onPatch} />
          <Touches id={person.id} />
        </div>
        <div>
          <CustomFieldRows
            object={person.kind}
            values={person.custom_fields ?? {}}
            onSave={onPatch && ((custom_fields) => onPatch({ custom_fields }))}
          />
          <Prop label="Created">
            <Still>
              <TimeAgo at={person.created_at} format="full" />
            </Still>
          </Prop>
          {person.last_seen_at && (
            <Prop label="Last seen">
              <Still>
                <TimeAgo at={person.last_seen_at} />
              </Still>
            </Prop>
          )}
          <TagList person={person} onPatch={onPatch} />
        </div>
      </div>
    </section>
  );
}

function PreferredChannel({ person, onPatch }: { person: Lead | Contact; onPatch?: Patch }) {
  const value = person.preferred_channel ?? null;
  return (
    <Prop label="Preferred channel">
      {onPatch ? (
        <InlineSelect
          label="Preferred channel"
          field="preferred_channel"
          value={value}
          choices={CHANNEL_CHOICES}
          onSave={(preferred_channel) => onPatch({ preferred_channel })}
        />
      ) : (
        <Still value={value && CHANNELS[value]} />
      )}
    </Prop>
  );
}

function TagList({ person, onPatch }: { person: Lead | Contact; onPatch?: Patch }) {
  const shown = (
    <span className={classes.tags}>
      <Tags tags={person.tags} max={12} />
    </span>
  );
  return (
    <Prop label="Tags">
      {onPatch ? (
        <InlineEdit
          label="Tags, separated by commas"
          field="tags"
          value={person.tags.join(", ")}
          onSave={(v) => onPatch({ tags: splitTags(v) })}
        >
          {shown}
        </InlineEdit>
      ) : (
        <Still>{person.tags.length > 0 && shown}</Still>
      )}
    </Prop>
  );
}
