import type { Contact, Lead } from "../api/types";
import { count } from "../lib/text";
import { Confirm } from "../ui/confirm";
import { say } from "../ui/toast";
import { eraseEvents, useSiteActivityHead } from "./site-events";

/** Asks before what is stored of somebody's visits goes for good. */
export function EraseEvents({
  person,
  opened,
  onClose,
}: {
  person: Lead | Contact;
  opened: boolean;
  onClose: () => void;
}) {
  const head = useSiteActivityHead(person.id);
  const name = person.display_name;
  const all =
    head && head.sessions > 0
      ? `${count(head.sessions, "session")} with ${count(head.custom_events, "custom event")}`
      : null;
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Erase the site events of ${name}?`}
      action={
        head && head.sessions > 0 ? `Erase ${count(head.sessions, "session")}` : "Erase site events"
      }
      onConfirm={async () => {
        const removed = await eraseEvents(person.id);
        say(
          removed > 0
            ? `${count(removed, "site event")} of ${name} erased`
            : `${name} had no site event to erase`,
        );
      }}
    >
      {all
        ? `${all} and all other events of ${name} go for good`
        : `Everything that is stored of the visits of ${name} goes for good`}
      : from the strip, the site activity, the timeline and every report. The record itself and its
      notes stay. This cannot be undone.
    </Confirm>
  );
}
