import { IconSend, IconUsers } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { reason } from "../api/errors";
import type { Picked } from "../api/types";
import { useCan } from "../auth/session";
import { GatedButton } from "../opportunities/gated-button";
import { IS } from "../ui/icon";
import { sayRefused } from "../ui/toast";
import { MOST, type Recipients } from "./recipients";

const QuickSend = lazy(() => import("./quick-send"));
const NewAudience = lazy(() => import("../broadcasts/new-audience"));

/** The most that a filter may find for an audience. */
const MOST_FOUND = 10_000;

const tooMany = (number: number, most: number) =>
  number > most
    ? `At most ${most.toLocaleString("en")} people at once. Narrow the filters, or pick fewer.`
    : null;

/** What of the bulk bar is about messages: one message now, or a list that campaigns go to (L32, L33). */
export function BulkSend({
  number,
  which,
  disabled,
  read,
}: {
  /** How many are picked. */
  number: number;
  which: Picked;
  disabled: boolean;
  /** Who they are; of all results that takes a while. */
  read: () => Promise<Recipients>;
}) {
  const send = useCan()("messages:send");
  const [reading, setReading] = useState(false);
  const [to, setTo] = useState<Recipients | null>(null);
  const [listing, setListing] = useState(false);
  if (!send) return null;
  const start = async () => {
    setReading(true);
    try {
      setTo(await read());
    } catch (error) {
      sayRefused(`The leads could not be read: ${reason(error)}`);
    } finally {
      setReading(false);
    }
  };
  const look = { size: "xs", variant: "subtle", disabled } as const;
  return (
    <>
      <GatedButton
        {...look}
        reason={tooMany(number, MOST)}
        leftSection={<IconSend {...IS} />}
        loading={reading}
        onClick={() => void start()}
      >
        Quick Send
      </GatedButton>
      <GatedButton
        {...look}
        reason={tooMany(number, which.filter ? MOST_FOUND : MOST)}
        leftSection={<IconUsers {...IS} />}
        onClick={() => setListing(true)}
      >
        Create Broadcast Audience
      </GatedButton>
      <Suspense>
        {to && <QuickSend to={to} onClose={() => setTo(null)} />}
        {listing && <NewAudience number={number} which={which} onClose={() => setListing(false)} />}
      </Suspense>
    </>
  );
}
