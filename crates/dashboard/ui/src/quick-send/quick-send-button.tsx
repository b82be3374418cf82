import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../auth/session";
import { I } from "../ui/icon";
import type { Recipient } from "./recipients";

const QuickSend = lazy(() => import("./quick-send"));

/** In the header of a lead or contact. */
export function QuickSendButton({ person }: { person: Recipient }) {
  const send = useCan()("messages:send");
  const [open, setOpen] = useState(false);
  if (!send) return null;
  return (
    <>
      <Button leftSection={<IconSend {...I} />} onClick={() => setOpen(true)}>
        Quick Send
      </Button>
      {open && (
        <Suspense>
          <QuickSend to={{ ids: [person.id], known: [person] }} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
