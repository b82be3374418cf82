import { Button } from "@mantine/core";
import { IconMail, IconMessage } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import type { Conversation, Id } from "../api/types";
import { I } from "../ui/icon";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { usePersonConversations } from "./api";
import classes from "./conversations-card.module.css";
import { previewOf } from "./words";

const FIRST = 6;
const CHANNELS = {
  chat: { label: "Chat", icon: IconMessage },
  email: { label: "Email", icon: IconMail },
};

/** What was written to and fro with a person (H47). */
export function ConversationsCard({ person }: { person: Id }) {
  const { data, error } = usePersonConversations(person);
  const [all, setAll] = useState(false);
  const shown = all ? data : data?.slice(0, FIRST);
  return (
    <section className="card" aria-label="Conversations">
      <div className="cardHead">
        <h2>Conversations</h2>
        {data && data.length > 0 && <span className="t3 num">{data.length}</span>}
      </div>
      {error && !data ? (
        <div className="cardBody">
          <ErrorNote>The conversations could not be read: {reason(error)}</ErrorNote>
        </div>
      ) : !data || !shown ? (
        <SkeletonBlock height={80} />
      ) : data.length === 0 ? (
        <div className="cardBody">
          <Empty
            title="No conversation yet"
            why="What this person writes in the chat of a widget, or by email, is kept here. The chat is off until it is switched on in a widget."
          >
            <Link className="link" to="/settings/widgets">
              Go to Widgets
            </Link>
          </Empty>
        </div>
      ) : (
        <>
          <ul className={classes.list}>
            {shown.map((c) => (
              <Row key={c.id} conversation={c} />
            ))}
          </ul>
          {shown.length < data.length && (
            <div className={classes.more}>
              <Button size="xs" onClick={() => setAll(true)}>
                Show {data.length - shown.length} earlier
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

function Row({ conversation }: { conversation: Conversation }) {
  const { id, channel, subject, status, unread, last_message } = conversation;
  const { label, icon: Icon } = CHANNELS[channel];
  const { by, text } = previewOf(conversation);
  return (
    <li>
      <Link to={`/inbox/${id}`} className={classes.row}>
        <Icon {...I} />
        <span className="srOnly">{label}</span>
        <span className={`cut ${classes.text}`} dir="auto">
          {subject && (
            <>
              <span className="m">{subject}</span>{" "}
            </>
          )}
          <span className={unread ? "m" : subject ? "t2" : undefined}>
            {by}
            {text}
          </span>
        </span>
        {unread && (
          <span className="dot">
            <span className="srOnly">Unread</span>
          </span>
        )}
        <span className="badge" data-color={status === "open" ? "green" : undefined}>
          {status === "open" ? "Open" : "Closed"}
        </span>
        <TimeAgo at={last_message.at} />
      </Link>
    </li>
  );
}
