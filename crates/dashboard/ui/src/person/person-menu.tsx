import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconDownload, IconEraser } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Contact, ExportFormat, Lead } from "../api/types";
import { useCan } from "../auth/session";
import { I } from "../ui/icon";
import { EraseEvents } from "./erase-events";
import { exportAddress } from "./site-events";

const FORMATS: { format: ExportFormat; label: string }[] = [
  { format: "csv", label: "Export site events (CSV)" },
  { format: "ndjson", label: "Export site events (NDJSON)" },
];

/** What can be done with a lead or a contact, beside the one action that stands in the open. */
export function PersonMenu({
  person,
  open,
  children,
}: {
  person: Lead | Contact;
  /** Items that lead elsewhere, above all others. */
  open?: ReactNode;
  /** Items that take the record away, below all others. */
  children?: ReactNode;
}) {
  const can = useCan();
  const [erasing, setErasing] = useState(false);
  // Events leave Hydra, as a file or for good, by the hand of an admin alone.
  const admin = can("settings:manage");
  if (!open && !children && !admin) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More actions">
            <IconDots {...I} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {open}
          {admin &&
            FORMATS.map(({ format, label }) => (
              <Menu.Item
                key={format}
                component="a"
                href={exportAddress(person.id, format)}
                download
                leftSection={<IconDownload {...I} />}
              >
                {label}
              </Menu.Item>
            ))}
          {((open && children) || admin) && <Menu.Divider />}
          {admin && (
            <Menu.Item
              leftSection={<IconEraser {...I} />}
              data-danger
              onClick={() => setErasing(true)}
            >
              Erase site events
            </Menu.Item>
          )}
          {children}
        </Menu.Dropdown>
      </Menu>
      {admin && <EraseEvents person={person} opened={erasing} onClose={() => setErasing(false)} />}
    </>
  );
}
