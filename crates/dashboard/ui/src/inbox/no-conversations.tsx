import { Button } from "@mantine/core";
import { Link } from "react-router";
import { useCan } from "../auth/session";
import { Empty } from "../ui/notes";
import type { InboxUrl } from "./inbox-url";

/** A list without a conversation: why, and what to do about it. */
export function NoConversations({
  url: { tab, show, search },
  onList,
}: {
  url: InboxUrl;
  onList: (to: Partial<InboxUrl>) => void;
}) {
  const can = useCan();
  const email = tab === "email";
  const one = email ? "email conversation" : "chat";
  if (search) {
    return (
      <Empty
        pad
        title={`No ${show === "mine" ? "open" : show} ${one} of ${show === "mine" ? "yours" : "anybody"} matches “${search}”`}
        why="The search looks at names, emails, subjects and what was written."
      >
        <Button onClick={() => onList({ search: "" })}>Clear search</Button>
      </Empty>
    );
  }
  if (show === "mine") {
    return (
      <Empty
        pad
        title={`No open ${one} is yours`}
        why="A conversation becomes yours when you are the first to answer it, or when it is assigned to you."
      >
        <Button onClick={() => onList({ show: "open" })}>Show all open</Button>
      </Empty>
    );
  }
  if (show === "closed") {
    return (
      <Empty
        pad
        title={`No ${one} was closed yet`}
        why="Close what is answered: it moves here, and opens again by itself when they write once more."
      />
    );
  }
  return (
    <Empty
      pad
      title={`No open ${one}`}
      why={
        email
          ? "A conversation appears here when somebody answers your emails, or writes to the address whose mail is passed on to Hydra."
          : "A conversation appears here as soon as a visitor writes in the chat of one of your widgets. It is off until it is switched on there."
      }
    >
      {email
        ? can("leads:view") && (
            <Button component={Link} to="/settings/channels">
              Go to Channels
            </Button>
          )
        : null}
      {!email && (
        <Button component={Link} to="/settings/widgets">
          Go to Widgets
        </Button>
      )}
      <Button onClick={() => onList({ show: "closed" })}>Show closed</Button>
    </Empty>
  );
}
