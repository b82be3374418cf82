import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconDownload, IconEraser } from "@tabler/icons-react";
import { useState } from "react";
import type { VisitorDetail } from "../api/types";
import { useCan } from "../auth/session";
import { count } from "../lib/text";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { say } from "../ui/toast";
import { eraseVisitorEvents, exportAddress } from "./api";

/** Take a visitor's events out, as a file or for good: an admin's to do. */
export function VisitorMenu({ visitor }: { visitor: VisitorDetail }) {
  const [asking, setAsking] = useState(false);
  const admin = useCan()("settings:manage");
  const { id, customer, event_count: ever } = visitor;
  if (!admin) return null;
  const whose = customer ? `${customer.display_name}’s browser` : "this visitor";
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More actions">
            <IconDots {...I} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={exportAddress(id, "csv")}
            download
            leftSection={<IconDownload {...I} />}
          >
            Export events (CSV)
          </Menu.Item>
          <Menu.Item
            component="a"
            href={exportAddress(id, "ndjson")}
            download
            leftSection={<IconDownload {...I} />}
          >
            Export events (NDJSON)
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            data-danger
            leftSection={<IconEraser {...I} />}
            onClick={() => setAsking(true)}
          >
            Erase events
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Erase all events of ${whose}?`}
        action="Erase events"
        onConfirm={async () => {
          const removed = await eraseVisitorEvents(id);
          say(`${count(removed, "event")} erased`);
        }}
      >
        <p>
          Up to {count(ever, "event")}: every pageview, click and custom event that is still kept of
          this browser goes for good, and the reports, tiles and timelines that count them follow.
          This cannot be undone.
        </p>
        <p style={{ marginTop: 8 }}>
          {customer
            ? `The ${customer.kind} ${customer.display_name} stays, and so do events of their other browsers.`
            : "Events that this browser sends from now on are kept again."}
        </p>
      </Confirm>
    </>
  );
}
