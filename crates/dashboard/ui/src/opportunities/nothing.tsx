import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useOpportunityGate } from "../crm/plan";
import { I } from "../ui/icon";
import { Empty } from "../ui/notes";
import { GatedButton } from "./gated-button";
import { NO_FILTERS, type SetDealsUrl } from "./opportunities-url";

export function NothingFound({ set }: { set: SetDealsUrl }) {
  return (
    <Empty
      pad
      title="No opportunity matches these filters"
      why="The search looks at the name and the account; filters add up."
    >
      <Button onClick={() => set({ ...NO_FILTERS, stage: null, state: null })}>
        Clear filters
      </Button>
    </Empty>
  );
}

export function FirstDeal({ manage }: { manage: boolean }) {
  const gate = useOpportunityGate();
  return (
    <Empty
      pad
      title="No opportunity yet"
      why={
        manage
          ? "An opportunity is one specific thing you are trying to sell to an account. Create one here, from an account or contact, or while you convert a lead."
          : "An opportunity is one specific thing your team is trying to sell to an account. It appears here as soon as a teammate adds one."
      }
    >
      {manage && (
        <GatedButton reason={gate.reason} to="/opportunities/new" leftSection={<IconPlus {...I} />}>
          Create opportunity
        </GatedButton>
      )}
    </Empty>
  );
}
