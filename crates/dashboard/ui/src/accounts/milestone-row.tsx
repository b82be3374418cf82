import { ActionIcon, Checkbox, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { reason } from "../api/errors";
import type { Id, Milestone } from "../api/types";
import { useNow } from "../lib/use-now";
import { Confirm } from "../ui/confirm";
import { I, IS } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { sayRefused } from "../ui/toast";
import { MilestoneForm } from "./milestone-form";
import { dueText } from "./milestones";
import classes from "./onboarding.module.css";
import { deleteMilestone, patchMilestone } from "./onboarding-api";

export function MilestoneRow({
  accountId,
  milestone,
  manage,
}: {
  accountId: Id;
  milestone: Milestone;
  manage: boolean;
}) {
  const now = useNow();
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  // Shown at once; the server's answer takes its place, or a refusal takes it back.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const done = wanted ?? milestone.completed_at !== null;
  const due = dueText(milestone.due_date, now);
  const check = async (completed: boolean) => {
    setWanted(completed);
    try {
      await patchMilestone(accountId, milestone, { completed });
    } catch (error) {
      sayRefused(`${milestone.title} not ${completed ? "done" : "reopened"}: ${reason(error)}`);
    } finally {
      setWanted(null);
    }
  };
  if (editing) {
    return (
      <li>
        <MilestoneForm
          start={milestone}
          action="Save"
          onClose={() => setEditing(false)}
          onSave={(input) => patchMilestone(accountId, milestone, input)}
        />
      </li>
    );
  }
  return (
    <li className={classes.milestone} data-done={done || undefined}>
      <Checkbox
        size="xs"
        className={classes.check}
        checked={done}
        disabled={!manage}
        label={<span dir="auto">{milestone.title}</span>}
        onChange={(e) => wanted === null && void check(e.currentTarget.checked)}
      />
      <span className={classes.due} data-late={(due.late && !done) || undefined}>
        {!done ? (
          due.text
        ) : milestone.completed_at ? (
          <TimeAgo at={milestone.completed_at} />
        ) : (
          "done"
        )}
      </span>
      {manage && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size="xs" aria-label={`More actions for ${milestone.title}`}>
              <IconDots {...IS} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil {...I} />} onClick={() => setEditing(true)}>
              Edit
            </Menu.Item>
            <Menu.Item
              leftSection={<IconTrash {...I} />}
              data-danger
              onClick={() => setDeleting(true)}
            >
              Delete milestone
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Confirm
        opened={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${milestone.title}?`}
        action="Delete milestone"
        onConfirm={() => deleteMilestone(accountId, milestone)}
      >
        The milestone goes for good{done ? "; the timeline keeps that it was done" : ""}.
      </Confirm>
    </li>
  );
}
