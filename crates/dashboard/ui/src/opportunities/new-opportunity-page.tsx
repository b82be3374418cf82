import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Need } from "../auth/need";
import { useCan, useSession } from "../auth/session";
import { useOpportunityGate } from "../crm/plan";
import { Empty } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { OpportunityForm } from "./opportunity-form";

export default function NewOpportunityPage() {
  const gate = useOpportunityGate();
  return (
    <Need permission="crm:manage" title="New Opportunity">
      <PageHeader
        strong
        title="New Opportunity"
        crumbs={[{ label: "Opportunities", to: "/opportunities" }]}
      />
      <div className="scroll">
        {gate.allowed ? <OpportunityForm /> : <Gate reason={gate.reason} />}
      </div>
    </Need>
  );
}

function Gate({ reason }: { reason: string | null }) {
  const { role, workspace } = useSession();
  const can = useCan();
  const owner = role === "super_admin";
  return (
    <Empty
      pad
      title={reason ?? ""}
      why={`${workspace.name} is on the Starter plan, which has leads, contacts and accounts. Opportunities that are there already stay readable. ${
        owner ? "You can change the plan in the settings." : "An owner can change the plan."
      }`}
    >
      {can("settings:manage") && (
        <Button component={Link} to="/settings/workspace">
          See the plans
        </Button>
      )}
      <Button component={Link} to="/opportunities" variant="subtle">
        Go to Opportunities
      </Button>
    </Empty>
  );
}
