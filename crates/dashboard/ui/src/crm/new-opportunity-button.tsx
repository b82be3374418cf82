import { Button, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Id } from "../api/types";
import { IS } from "../ui/icon";
import { useOpportunityGate } from "./plan";

/** From an account, or from a contact of it: the form opens with both filled in (H34). */
export function NewOpportunityButton({ accountId, contactId }: { accountId: Id; contactId?: Id }) {
  const gate = useOpportunityGate();
  const icon = <IconPlus {...IS} />;
  if (!gate.allowed) {
    return (
      <Tooltip label={gate.reason} events={{ hover: true, focus: true, touch: true }}>
        {/* Not the attribute `disabled`: the reason must be reachable by keyboard. */}
        <Button size="xs" data-disabled aria-disabled leftSection={icon}>
          New Opportunity
        </Button>
      </Tooltip>
    );
  }
  const query = new URLSearchParams({ account_id: accountId });
  if (contactId) query.set("contact_id", contactId);
  return (
    <Button size="xs" component={Link} to={`/opportunities/new?${query}`} leftSection={icon}>
      New Opportunity
    </Button>
  );
}
