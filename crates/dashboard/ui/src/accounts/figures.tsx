import { UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Account } from "../api/types";
import { useCan } from "../auth/session";
import { orSay } from "../crm/or-say";
import { RENEWAL_ORDER, RENEWALS } from "../crm/words";
import { dayDistance, longDay } from "../lib/day";
import { money, typedAmount } from "../lib/money";
import personClasses from "../person/person.module.css";
import { who } from "../person/who";
import { ChoiceMenu } from "../ui/choice-menu";
import { IS } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import { InlineSelect } from "../ui/inline-select";
import { StageGlyph, stageLook } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import type { OnPatch } from "./account-header";
import { useAccountStages } from "./api";
import classes from "./figures.module.css";
import { HealthBar } from "./health";

/** The four figures that say how the account stands, each edited where it is read. */
export function Figures({ account, onPatch }: { account: Account; onPatch: OnPatch }) {
  const { mrr, deal_value, health_score, renewal_date, renewal_status, currency } = account;
  return (
    <section className={`card ${classes.figures}`} aria-label="Key figures">
      <Figure label="Deal">
        <Value
          label="Deal value"
          field="deal_value"
          inputMode="decimal"
          value={deal_value}
          empty="No value"
          save={onPatch && ((v) => onPatch({ deal_value: typedAmount(v) }))}
        >
          {money(deal_value, currency)}
        </Value>
        <DealStage account={account} onPatch={onPatch} />
      </Figure>
      <Figure label="MRR">
        <Value
          label="MRR"
          field="mrr"
          inputMode="decimal"
          value={mrr}
          empty="Unknown"
          save={onPatch && ((v) => onPatch({ mrr: typedAmount(v) }))}
        >
          {money(mrr, currency)}
        </Value>
        <div className={classes.about}>per month</div>
      </Figure>
      <Figure label="Health">
        <Value
          label="Health score"
          field="health_score"
          inputMode="numeric"
          value={health_score === null ? null : String(health_score)}
          empty="Unknown"
          save={onPatch && (async (v) => onPatch({ health_score: score(v) }))}
        >
          {health_score}
          <span className={classes.of}> / 100</span>
        </Value>
        <div className={classes.about}>
          {health_score === null ? "0 to 100" : <HealthBar score={health_score} />}
        </div>
      </Figure>
      <Figure label="Renewal" aside={renewal_date && dayDistance(renewal_date)}>
        <Value
          label="Renewal date"
          field="renewal_date"
          type="date"
          value={renewal_date}
          empty="No date"
          save={onPatch && ((v) => onPatch({ renewal_date: v || null }))}
        >
          {renewal_date && longDay(renewal_date)}
        </Value>
        {onPatch ? (
          <InlineSelect
            label="Renewal status"
            field="renewal_status"
            value={renewal_status}
            choices={RENEWAL_ORDER.map((value) => ({ value, label: RENEWALS[value] }))}
            empty="No status"
            onSave={(to) => onPatch({ renewal_status: to })}
          />
        ) : (
          <div className={classes.about}>
            {renewal_status ? RENEWALS[renewal_status] : "No status"}
          </div>
        )}
      </Figure>
    </section>
  );
}

/** What is no number is refused here: JSON would turn it into "nothing". */
function score(text: string): number | null {
  if (text === "") return null;
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error("Enter a whole number from 0 to 100.");
  return value;
}

function Figure({
  label,
  aside,
  children,
}: {
  label: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={classes.figure}>
      <div className={classes.label}>
        {label}
        {aside && <span className={classes.aside}>{aside}</span>}
      </div>
      {children}
    </div>
  );
}

function Value({
  value,
  empty,
  save,
  children,
  ...field
}: {
  label: string;
  field: string;
  inputMode?: "decimal" | "numeric";
  type?: "date";
  value: string | null;
  empty: string;
  save: ((text: string) => Promise<unknown>) | undefined;
  children: ReactNode;
}) {
  if (!save) {
    return (
      <div className={classes.still} data-empty={value === null || undefined}>
        {value === null ? empty : children}
      </div>
    );
  }
  return (
    <InlineEdit
      {...field}
      value={value ?? ""}
      empty={empty}
      className={classes.value}
      dir="ltr"
      onSave={save}
    >
      {children}
    </InlineEdit>
  );
}

function DealStage({ account, onPatch }: { account: Account; onPatch: OnPatch }) {
  const settings = useCan()("settings:manage");
  const stages = useAccountStages().data;
  if (!stages) return <div className={classes.about} />;
  if (stages.length === 0) {
    return (
      <div className={classes.about}>
        No stages defined.{" "}
        {settings && (
          <Link className="link" to="/settings/account-stages">
            Add some
          </Link>
        )}
      </div>
    );
  }
  const look = stageLook(stages, account.stage_id);
  const badge = (
    <span className="badge" data-color={look?.color}>
      {look && <StageGlyph look={look} />}
      <span className="cut">{look?.name ?? "No stage"}</span>
      {onPatch && <IconChevronDown {...IS} />}
    </span>
  );
  return (
    <div className={classes.deal}>
      {onPatch ? (
        <ChoiceMenu
          value={account.stage_id ?? ""}
          choices={[
            ...[...stages]
              .sort((a, b) => a.position - b.position)
              .map((s) => {
                const mark = stageLook(stages, s.id);
                return { value: s.id, label: s.name, mark: mark && <StageGlyph look={mark} /> };
              }),
            { value: "", label: "No stage" },
          ]}
          onChoose={(to) => orSay("Deal stage", onPatch({ stage_id: to || null }))}
        >
          <UnstyledButton className={personClasses.stageButton}>
            <span className="srOnly">Deal stage: </span>
            {badge}
          </UnstyledButton>
        </ChoiceMenu>
      ) : (
        badge
      )}
      {look && account.stage_set_at && (
        <span className={classes.about}>
          {account.stage_set_by && `${who(account.stage_set_by)}, `}
          <TimeAgo at={account.stage_set_at} />
        </span>
      )}
    </div>
  );
}
