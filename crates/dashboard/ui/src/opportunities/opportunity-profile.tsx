import type { ReactNode } from "react";
import { mateOf, useTeam } from "../api/shared";
import type { Opportunity } from "../api/types";
import { useSession } from "../auth/session";
import { CustomFieldRows } from "../crm/custom-field-rows";
import { dayDistance, longDay } from "../lib/day";
import { money, typedAmount } from "../lib/money";
import { useNow } from "../lib/use-now";
import personClasses from "../person/person.module.css";
import { TeamAvatar } from "../ui/avatar";
import { InlineEdit } from "../ui/inline-edit";
import { InlineSelect } from "../ui/inline-select";
import { Prop, Still } from "../ui/prop";
import { TimeAgo } from "../ui/time-ago";
import type { OnPatch } from "./opportunity-header";
import { percent } from "./percent";
import { PrimaryContact } from "./primary-contact";

export function OpportunityProfile({ deal, onPatch }: { deal: Opportunity; onPatch: OnPatch }) {
  const now = useNow();
  const day = (value: string | null) => value && `${longDay(value)}, ${dayDistance(value, now)}`;
  return (
    <section className="card" aria-label="Profile">
      <div className="cardHead">
        <h2>Profile</h2>
        <span className="aux">
          Updated <TimeAgo at={deal.updated_at} />
        </span>
      </div>
      <div className={personClasses.props}>
        <div>
          <Field
            label="Amount"
            field="amount"
            inputMode="decimal"
            value={deal.amount}
            shown={money(deal.amount, deal.currency)}
            save={onPatch && ((v) => onPatch({ amount: typedAmount(v) }))}
          />
          <Field
            label="Currency"
            field="currency"
            value={deal.currency}
            save={onPatch && ((v) => onPatch({ currency: v.toUpperCase() }))}
          />
          <Field
            label="Probability"
            field="probability"
            inputMode="numeric"
            value={String(deal.probability)}
            shown={`${deal.probability}%`}
            save={onPatch && (async (v) => onPatch({ probability: percent(v) }))}
          />
          <Field
            label="Close date"
            field="close_date"
            type="date"
            value={deal.close_date}
            shown={day(deal.close_date)}
            save={onPatch && ((v) => onPatch({ close_date: v || null }))}
          />
          <Prop label="Created">
            <Still>
              <TimeAgo at={deal.created_at} format="full" />
            </Still>
          </Prop>
        </div>
        <div>
          <Owner deal={deal} onPatch={onPatch} />
          <Prop label="Primary contact">
            <PrimaryContact
              deal={deal}
              onSave={onPatch && ((id) => onPatch({ primary_contact_id: id }))}
            />
          </Prop>
          <Field
            label="Next step"
            field="next_step"
            value={deal.next_step}
            save={onPatch && ((v) => onPatch({ next_step: v || null }))}
          />
          <Field
            label="Next step date"
            field="next_step_at"
            type="date"
            value={deal.next_step_at}
            shown={day(deal.next_step_at)}
            save={onPatch && ((v) => onPatch({ next_step_at: v || null }))}
          />
          <CustomFieldRows
            object="opportunity"
            values={deal.custom_fields}
            onSave={onPatch && ((changes) => onPatch({ custom_fields: changes }))}
          />
        </div>
      </div>
    </section>
  );
}

function Field({
  value,
  shown,
  save,
  ...field
}: {
  label: string;
  field: string;
  inputMode?: "decimal" | "numeric";
  type?: "date";
  value: string | null;
  /** As people read it. */
  shown?: ReactNode;
  save: ((text: string) => Promise<unknown>) | undefined;
}) {
  return (
    <Prop label={field.label}>
      {save ? (
        <InlineEdit {...field} value={value ?? ""} onSave={save}>
          {shown}
        </InlineEdit>
      ) : (
        <Still>{value === null ? null : (shown ?? value)}</Still>
      )}
    </Prop>
  );
}

function Owner({ deal, onPatch }: { deal: Opportunity; onPatch: OnPatch }) {
  const me = useSession().user.id;
  const team = useTeam().data ?? [];
  if (!onPatch) {
    const mate = mateOf(team, deal.owner_id);
    return (
      <Prop label="Owner">
        <Still value={mate?.name ?? (deal.owner_id ? "A former teammate" : null)} />
      </Prop>
    );
  }
  const choices = [...team]
    .sort((a, b) => Number(b.id === me) - Number(a.id === me))
    .map((m) => ({
      value: m.id,
      label: m.id === me ? `${m.name} (you)` : m.name,
      mark: <TeamAvatar mate={m} size="s" silent />,
    }));
  return (
    <Prop label="Owner">
      <InlineSelect
        label="Owner"
        field="owner_id"
        value={deal.owner_id}
        choices={choices}
        empty="Nobody"
        onSave={(id) => onPatch({ owner_id: id })}
      />
    </Prop>
  );
}
