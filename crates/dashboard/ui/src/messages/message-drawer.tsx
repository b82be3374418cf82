import { ActionIcon, Drawer } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { isMissing } from "../api/errors";
import type { Id } from "../api/types";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { useMessage } from "./api";
import { MessageView } from "./message-view";
import classes from "./messages.module.css";

/** A message over the list; Esc brings back the list and its focus. */
export function MessageDrawer({ id, onClose }: { id: Id | null; onClose: () => void }) {
  // Keeps its content while it slides out.
  const [last, setLast] = useState<Id | null>(id);
  useEffect(() => {
    if (id) setLast(id);
  }, [id]);
  const shown = id ?? last;
  return (
    <Drawer.Root
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={560}
      returnFocus
      classNames={{ content: classes.drawer }}
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label="Message">
        <header className={classes.bar}>
          <h2>Message</h2>
          <span className="sp" />
          <ActionIcon aria-label="Close" onClick={onClose} data-autofocus>
            <IconX {...I} />
          </ActionIcon>
        </header>
        {shown && <Loaded key={shown} id={shown} />}
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Loaded({ id }: { id: Id }) {
  const message = useMessage(id);
  if (message.data) return <MessageView message={message.data} />;
  if (isMissing(message.error)) {
    return (
      <Empty pad title="This message is not here" why="It went with the person it was sent to." />
    );
  }
  if (message.error) {
    return <LoadFailed what="this message" error={message.error} retry={() => message.refetch()} />;
  }
  return <SkeletonBlock height={420} />;
}
