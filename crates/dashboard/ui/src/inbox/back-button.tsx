import { ActionIcon } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { IXL } from "../ui/icon";

/** On a phone, where list and conversation take turns. */
export function BackButton({ onClick }: { onClick: () => void }) {
  return (
    <ActionIcon size="lg" aria-label="Back to the list" onClick={onClick}>
      <IconChevronLeft {...IXL} />
    </ActionIcon>
  );
}
