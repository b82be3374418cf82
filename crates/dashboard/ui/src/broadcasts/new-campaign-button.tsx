import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Id } from "../api/types";
import { I } from "../ui/icon";

export function NewCampaignButton({
  audience,
  className,
  primary = false,
}: {
  audience?: Id;
  className?: string;
  primary?: boolean;
}) {
  return (
    <Button
      component={Link}
      to={`/broadcasts/campaigns/new${audience ? `?audience_id=${audience}` : ""}`}
      variant={primary ? "filled" : "default"}
      className={className}
      leftSection={<IconPlus {...I} />}
    >
      New campaign
    </Button>
  );
}
