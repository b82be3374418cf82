import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { reason } from "../api/errors";
import type { Id } from "../api/types";
import { IS } from "../ui/icon";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { NewPlan } from "./new-plan";
import { usePlans } from "./onboarding-api";
import { Plan } from "./plan";

/** H29: checklists of milestones for a new account. */
export function Onboarding({ accountId, manage }: { accountId: Id; manage: boolean }) {
  const plans = usePlans(accountId);
  const [creating, setCreating] = useState(false);
  return (
    <section className="card" aria-label="Onboarding plan">
      <div className="cardHead">
        <h2>Onboarding plan</h2>
        <span className="sp" />
        {manage && (plans.data?.length ?? 0) > 0 && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconPlus {...IS} />}
            onClick={() => setCreating(true)}
          >
            New plan
          </Button>
        )}
      </div>
      {plans.error && !plans.data ? (
        <div className="cardBody">
          <ErrorNote>The plans could not be read: {reason(plans.error)}</ErrorNote>
        </div>
      ) : !plans.data ? (
        <SkeletonRows rows={3} />
      ) : plans.data.length === 0 ? (
        <div className="cardBody">
          <Empty
            title="No onboarding plan yet"
            why="A plan is a checklist of milestones, with due dates, for a new account."
          >
            {manage && (
              <Button leftSection={<IconPlus {...IS} />} onClick={() => setCreating(true)}>
                Create plan
              </Button>
            )}
          </Empty>
        </div>
      ) : (
        plans.data.map((plan) => <Plan key={plan.id} plan={plan} manage={manage} />)
      )}
      {creating && <NewPlan accountId={accountId} onClose={() => setCreating(false)} />}
    </section>
  );
}
