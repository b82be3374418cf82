import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { OnboardingPlan } from "../api/types";
import { count } from "../lib/text";
import { Confirm } from "../ui/confirm";
import { I, IS } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import { say } from "../ui/toast";
import { MilestoneForm } from "./milestone-form";
import { MilestoneRow } from "./milestone-row";
import { doneOf } from "./milestones";
import classes from "./onboarding.module.css";
import { addMilestone, deletePlan, renamePlan } from "./onboarding-api";

export function Plan({ plan, manage }: { plan: OnboardingPlan; manage: boolean }) {
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const milestones = [...plan.milestones].sort((a, b) => a.position - b.position);
  const done = doneOf(milestones);
  const all = milestones.length;
  const progress = all === 0 ? "No milestones yet" : `${done} of ${all} done`;
  return (
    <section className={classes.plan} aria-label={plan.name}>
      <div className={classes.head}>
        <h3 className={classes.name}>
          {manage ? (
            <InlineEdit
              label="Plan name"
              field="name"
              value={plan.name}
              className={classes.nameField}
              onSave={(name) => renamePlan(plan, name)}
            />
          ) : (
            <span className="wrap" dir="auto">
              {plan.name}
            </span>
          )}
        </h3>
        <span className={`t3 sm num ${classes.count}`}>{progress}</span>
        {manage && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={`More actions for ${plan.name}`}>
                <IconDots {...I} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconTrash {...I} />}
                data-danger
                onClick={() => setDeleting(true)}
              >
                Delete plan
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {all > 0 && (
        <div
          className={classes.progress}
          role="progressbar"
          aria-label={`Progress of ${plan.name}`}
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={done}
          aria-valuetext={progress}
        >
          <span style={{ width: `${(done / all) * 100}%` }} />
        </div>
      )}
      <ul className={classes.list}>
        {milestones.map((m) => (
          <MilestoneRow key={m.id} accountId={plan.account_id} milestone={m} manage={manage} />
        ))}
      </ul>
      {adding ? (
        <MilestoneForm
          action="Add milestone"
          onClose={() => setAdding(false)}
          onSave={(input) => addMilestone(plan, input)}
        />
      ) : (
        manage && (
          <Button
            size="xs"
            variant="subtle"
            className={classes.add}
            leftSection={<IconPlus {...IS} />}
            onClick={() => setAdding(true)}
          >
            Add milestone
          </Button>
        )
      )}
      <Confirm
        opened={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${plan.name}?`}
        action="Delete plan"
        onConfirm={async () => {
          await deletePlan(plan);
          say(`${plan.name} deleted`);
        }}
      >
        {all === 0
          ? "The plan has no milestones."
          : `The plan goes for good, with its ${count(all, "milestone")}, ${done} of them done.`}
      </Confirm>
    </section>
  );
}
