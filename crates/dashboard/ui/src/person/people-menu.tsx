import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ExportFilters } from "../api/types";
import { startExport } from "../exports/start-export";
import { I } from "../ui/icon";

/** What else a list's page can do, behind three dots. */
export function PeopleMenu({
  object,
  filters,
  total,
  large,
  children,
}: {
  object: "leads" | "contacts";
  filters: ExportFilters;
  /** As the filters find now; unknown until they answered. */
  total: number | undefined;
  large: boolean;
  children?: ReactNode;
}) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={large ? "lg" : "sm"} aria-label="More actions">
          <IconDots {...I} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconDownload {...I} />}
          disabled={!total}
          onClick={() => void startExport(object, filters)}
        >
          {total
            ? `Export ${total.toLocaleString("en")} ${total === 1 ? object.slice(0, -1) : object} as CSV`
            : `No ${object} to export`}
        </Menu.Item>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
