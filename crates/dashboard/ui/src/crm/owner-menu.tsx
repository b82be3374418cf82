import { UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { mateOf, useTeam } from "../api/shared";
import type { Id } from "../api/types";
import { useSession } from "../auth/session";
import personClasses from "../person/person.module.css";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { type Choice, ChoiceMenu } from "../ui/choice-menu";
import { IS } from "../ui/icon";
import { orSay } from "./or-say";

/** Who of the team a record belongs to. */
export function OwnerMenu({
  ownerId,
  label = "Owner",
  none = "No owner",
  onChoose,
}: {
  ownerId: Id | null;
  /** People have an assignee instead. */
  label?: "Owner" | "Assignee";
  none?: string;
  /** Absent: only shown. */
  onChoose?: (id: Id | null) => Promise<unknown>;
}) {
  const me = useSession().user.id;
  const team = useTeam().data ?? [];
  const mate = mateOf(team, ownerId);
  const face = mate ? (
    <>
      <TeamAvatar mate={mate} size="s" silent />
      <span>{mate.name}</span>
    </>
  ) : (
    <>
      <Unassigned size="s" silent />
      <span>{ownerId ? "A former teammate" : none}</span>
    </>
  );
  if (!onChoose) {
    return (
      <span className={personClasses.menuButton}>
        <span className="srOnly">{label}: </span>
        {face}
      </span>
    );
  }
  const choices: Choice<Id | "">[] = [...team]
    .sort((a, b) => Number(b.id === me) - Number(a.id === me))
    .map((m) => ({
      value: m.id,
      label: m.id === me ? `${m.name} (you)` : m.name,
      mark: <TeamAvatar mate={m} size="s" silent />,
    }));
  choices.push({ value: "", label: "Nobody", mark: <Unassigned size="s" silent /> });
  return (
    <ChoiceMenu
      value={ownerId ?? ""}
      choices={choices}
      onChoose={(id) => orSay(label, onChoose(id || null))}
    >
      <UnstyledButton className={personClasses.menuButton}>
        <span className="srOnly">{label}: </span>
        {face}
        <IconChevronDown {...IS} />
      </UnstyledButton>
    </ChoiceMenu>
  );
}
