import { Button } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { Link } from "react-router";
import { useCan } from "../auth/session";
import { I } from "../ui/icon";

/** The way to the wizard, for whoever may add leads. */
export function ImportButton({ className }: { className?: string }) {
  if (!useCan()("leads:manage")) return null;
  return (
    <Button
      variant="subtle"
      component={Link}
      to="/leads/import"
      leftSection={<IconUpload {...I} />}
      className={className}
    >
      Import
    </Button>
  );
}
