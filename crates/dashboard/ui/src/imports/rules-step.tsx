import { Radio, Select, TagsInput } from "@mantine/core";
import { usePipelines, useTeam } from "../api/shared";
import type { DuplicatePolicy, ImportPlan } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import { TargetFields } from "../webhooks/target-fields";
import classes from "./imports.module.css";
import { matchable } from "./plan";
import { MATCHES, POLICIES } from "./words";

/** Whom a row is, what to do about those who are here, and what new leads get. */
export function RulesStep({
  plan,
  onPlan,
}: {
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
}) {
  const pipelines = usePipelines().data;
  const team = useTeam().data ?? [];
  const edit = (part: Partial<ImportPlan>) => onPlan({ ...plan, ...part });
  const keys = matchable(plan);
  return (
    <div className={classes.rules}>
      <SettingsBlock
        title="Find known leads by"
        about={
          keys.length === 1
            ? "Send a column to Email or Phone to find them."
            : "So that nobody is here twice."
        }
      >
        <Choices
          label="Match rows by"
          value={plan.match_on}
          choices={keys.map((value) => ({ value, ...MATCHES[value] }))}
          onChoose={(match_on) => edit({ match_on })}
        />
      </SettingsBlock>
      {plan.match_on !== "none" && (
        <SettingsBlock title="If the lead is known" about="For rows whose lead is here already.">
          <Choices
            label="When a lead is here already"
            value={plan.on_duplicate}
            choices={(["update", "skip", "create"] as DuplicatePolicy[]).map((value) => ({
              value,
              ...POLICIES[value],
            }))}
            onChoose={(on_duplicate) => edit({ on_duplicate })}
          />
        </SettingsBlock>
      )}
      <SettingsBlock title="New leads land in" about="The first stage, if you choose none.">
        <TargetFields
          pipelines={pipelines}
          value={{ pipeline_id: plan.pipeline_id ?? null, stage_id: plan.stage_id ?? null }}
          onChange={edit}
        />
      </SettingsBlock>
      <SettingsBlock title="New leads are assigned to">
        <Select
          aria-label="Assign new leads to"
          searchable
          data={[
            { value: "", label: "Nobody" },
            ...team.map((m) => ({ value: m.id, label: m.name })),
          ]}
          value={plan.assigned_to ?? ""}
          description={
            plan.mapping.includes("assigned_to")
              ? "For rows whose column Assignee is empty or names nobody of the team."
              : undefined
          }
          onChange={(v) => edit({ assigned_to: v || null })}
        />
      </SettingsBlock>
      <SettingsBlock title="New leads get the tags" about="One makes them easy to find again.">
        <TagsInput
          aria-label="Tags for new leads"
          placeholder={plan.tags?.length ? undefined : "trade show"}
          maxTags={20}
          splitChars={[","]}
          value={plan.tags ?? []}
          onChange={(tags) => edit({ tags })}
        />
      </SettingsBlock>
    </div>
  );
}

function Choices<V extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  label: string;
  value: V;
  choices: { value: V; label: string; about: string }[];
  onChoose: (value: V) => void;
}) {
  return (
    <Radio.Group aria-label={label} value={value} onChange={(v) => onChoose(v as V)}>
      <div className={classes.choices}>
        {choices.map((c) => (
          <Radio key={c.value} size="xs" value={c.value} label={c.label} description={c.about} />
        ))}
      </div>
    </Radio.Group>
  );
}
