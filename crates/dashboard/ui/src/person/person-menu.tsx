import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowsJoin2,
  IconArrowsSplit2,
  IconDots,
  IconDownload,
  IconEraser,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Contact, ExportFormat, Lead, Merge } from "../api/types";
import { useCan } from "../auth/session";
import { useMerges } from "../duplicates/api";
import { MergeWith } from "../duplicates/merge-with";
import { Unmerge } from "../duplicates/unmerge";
import { mayMerge, undoable } from "../duplicates/words";
import { shortDate } from "../lib/time";
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
  const [merging, setMerging] = useState(false);
  const [parting, setParting] = useState<Merge | null>(null);
  const [opened, setOpened] = useState(false);
  // What became a contact is merged there.
  const merges = mayMerge(can, [person]) && (person.kind === "contact" || !person.converted_at);
  const merged = useMerges(person.id, merges && opened).data ?? [];
  const parts = undoable(merged, person.id, Date.now());
  // Events leave Hydra, as a file or for good, by the hand of an admin alone.
  const admin = can("settings:manage");
  if (!open && !children && !admin && !merges) return null;
  return (
    <>
      <Menu position="bottom-end" opened={opened} onChange={setOpened}>
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More actions">
            <IconDots {...I} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {open}
          {merges && (
            <Menu.Item leftSection={<IconArrowsJoin2 {...I} />} onClick={() => setMerging(true)}>
              Merge with…
            </Menu.Item>
          )}
          {parts.map((m) => (
            <Menu.Item
              key={m.id}
              leftSection={<IconArrowsSplit2 {...I} />}
              rightSection={<span className="t3 sm">{shortDate(m.merged_at)}</span>}
              onClick={() => setParting(m)}
            >
              Unmerge {m.other_name}
            </Menu.Item>
          ))}
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
          {(((open || merges) && children) || admin) && <Menu.Divider />}
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
      {merging && <MergeWith person={person} onClose={() => setMerging(false)} />}
      {parting && (
        <Unmerge merge={parting} name={person.display_name} onClose={() => setParting(null)} />
      )}
      {admin && <EraseEvents person={person} opened={erasing} onClose={() => setErasing(false)} />}
    </>
  );
}
