import { Button } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { Link } from "react-router";
import { CLEARED, type SetPeopleUrl } from "../person/people-url";
import { I } from "../ui/icon";
import { Empty } from "../ui/notes";

export function NothingFound({ set }: { set: SetPeopleUrl }) {
  return (
    <Empty
      pad
      title="No lead matches these filters"
      why="The search looks at name, email, phone and company; filters add up."
    >
      <Button onClick={() => set(CLEARED)}>Clear filters</Button>
    </Empty>
  );
}

export function FirstLead({ manage, onAdd }: { manage: boolean; onAdd: () => void }) {
  return (
    <Empty
      pad
      title="No lead has arrived yet"
      why={
        manage
          ? "Type one in, or create a webhook and let your forms send them here."
          : "Leads appear here as soon as a form, the API or a teammate adds one."
      }
    >
      {manage && (
        <>
          <Button leftSection={<IconPlus {...I} />} onClick={onAdd}>
            Add Lead
          </Button>
          <Button component={Link} to="/webhooks" leftSection={<IconWebhook {...I} />}>
            Create webhook
          </Button>
        </>
      )}
    </Empty>
  );
}
