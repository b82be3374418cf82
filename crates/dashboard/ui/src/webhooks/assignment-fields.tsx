import { Checkbox, Select } from "@mantine/core";
import { useTeam } from "../api/shared";
import type { Assignment, Id } from "../api/types";
import { TeamAvatar } from "../ui/avatar";
import { ErrorNote } from "../ui/notes";
import { inMode } from "./draft";
import classes from "./webhooks.module.css";
import { ASSIGNMENTS } from "./words";

/** Who is put in charge of new leads. */
export function AssignmentFields({
  value,
  onChange,
  problem,
  disabled,
}: {
  value: Assignment;
  onChange: (to: Assignment) => void;
  problem: string | null;
  disabled: boolean;
}) {
  const team = useTeam().data ?? [];
  const { mode, user_ids } = value;
  const tick = (id: Id, on: boolean) =>
    onChange({ mode, user_ids: on ? [...user_ids, id] : user_ids.filter((u) => u !== id) });
  return (
    <>
      <Select
        aria-label="Who gets new leads"
        disabled={disabled}
        data={ASSIGNMENTS.map((a) => ({ value: a.value, label: a.label }))}
        value={mode}
        description={ASSIGNMENTS.find((a) => a.value === mode)?.about}
        onChange={(v) => v && onChange(inMode(v as Assignment["mode"], value))}
      />
      {mode === "one" && (
        <Select
          mt={14}
          label="Teammate"
          placeholder="Choose"
          searchable
          disabled={disabled}
          data={team.map((m) => ({ value: m.id, label: m.name }))}
          value={user_ids[0] ?? null}
          error={problem}
          onChange={(v) => v && onChange({ mode, user_ids: [v] })}
        />
      )}
      {mode === "round_robin" && (
        <fieldset className={classes.mates} disabled={disabled}>
          <legend className="srOnly">Teammates who take turns</legend>
          {team.map((m) => (
            <Checkbox
              key={m.id}
              size="xs"
              label={
                <span className="row">
                  <TeamAvatar mate={m} size="s" silent />
                  {m.name}
                </span>
              }
              checked={user_ids.includes(m.id)}
              onChange={(e) => tick(m.id, e.currentTarget.checked)}
            />
          ))}
          {problem && <ErrorNote>{problem}</ErrorNote>}
        </fieldset>
      )}
    </>
  );
}
