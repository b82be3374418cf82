import { Drawer } from "@mantine/core";
import type { ConversationDetail } from "../api/types";
import { Rail } from "./rail";
import classes from "./rail.module.css";

/** The rail where there is no room for it. */
export default function RailDrawer({
  conversation,
  opened,
  onClose,
}: {
  conversation: ConversationDetail;
  opened: boolean;
  onClose: () => void;
}) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={340}
      title="Details"
      closeButtonProps={{ "aria-label": "Close details" }}
      classNames={{ title: classes.drawerTitle, body: classes.drawerBody }}
    >
      <Rail conversation={conversation} />
    </Drawer>
  );
}
