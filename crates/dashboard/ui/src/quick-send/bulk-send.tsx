import { IconSend, IconUsers } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { reason } from "../api/errors";
import { useCan } from "../auth/session";
import { GatedButton } from "../opportunities/gated-button";
import { IS } from "../ui/icon";
import { sayRefused } from "../ui/toast";
import { MOST, type Recipients } from "./recipients";

const QuickSend = lazy(() => import("./quick-send"));
const NewAudience = lazy(() => import("../broadcasts/new-audience"));

/** What of the bulk bar is about messages: one message now, or a list that campaigns go to (L32, L33). */
export function BulkSend({
  number,
  disabled,
  read,
}: {
  /** How many are picked. */
  number: number;
  disabled: boolean;
  /** Who they are; of all results that takes a while. */
  read: () => Promise<Recipients>;
}) {
  const send = useCan()("messages:send");
  const [reading, setReading] = useState<"send" | "audience" | null>(null);
  const [open, setOpen] = useState<{ what: "send" | "audience"; to: Recipients } | null>(null);
  if (!send) return null;
  const tooMany =
    number > MOST
      ? `At most ${MOST.toLocaleString("en")} people at once. Narrow the filters, or pick fewer.`
      : null;
  const start = async (what: "send" | "audience") => {
    setReading(what);
    try {
      setOpen({ what, to: await read() });
    } catch (error) {
      sayRefused(`The leads could not be read: ${reason(error)}`);
    } finally {
      setReading(null);
    }
  };
  const close = () => setOpen(null);
  const look = { size: "xs", variant: "subtle", disabled, reason: tooMany } as const;
  return (
    <>
      <GatedButton
        {...look}
        leftSection={<IconSend {...IS} />}
        loading={reading === "send"}
        onClick={() => void start("send")}
      >
        Quick Send
      </GatedButton>
      <GatedButton
        {...look}
        leftSection={<IconUsers {...IS} />}
        loading={reading === "audience"}
        onClick={() => void start("audience")}
      >
        Create Broadcast Audience
      </GatedButton>
      <Suspense>
        {open?.what === "send" && <QuickSend to={open.to} onClose={close} />}
        {open?.what === "audience" && <NewAudience ids={open.to.ids} onClose={close} />}
      </Suspense>
    </>
  );
}
