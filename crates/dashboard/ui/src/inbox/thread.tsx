import { Button } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { reason } from "../api/errors";
import type { ConversationDetail } from "../api/types";
import { useNow } from "../lib/use-now";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { loadEarlier, patchConversation } from "./api";
import { Bubble } from "./bubble";
import { Composer } from "./composer";
import classes from "./thread.module.css";
import { threadItems } from "./thread-items";
import { useEnd } from "./use-end";
import { authorOf } from "./words";

/** What was said, and the place to answer. */
export function Thread({
  conversation,
  stale,
}: {
  conversation: ConversationDetail;
  /** It could not be read again. */
  stale: unknown;
}) {
  const now = useNow();
  const { id, customer, messages, unread, earlier_cursor, behavior, bot_active } = conversation;
  const end = useEnd(messages);
  const last = messages[messages.length - 1]?.id;
  // Seen is what is in sight; a refusal is tried again with the next message.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each message
  useEffect(() => {
    if (unread && end.near) void patchConversation(id, { read: true }).catch(() => {});
  }, [id, unread, end.near, last]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section ref={end.scroller} className={classes.scroll} tabIndex={0} aria-label="Thread">
        <div ref={end.content} className={classes.content}>
          {earlier_cursor && <Earlier key={earlier_cursor} id={id} cursor={earlier_cursor} />}
          <ol className={classes.messages}>
            {threadItems(conversation, now).map((item) =>
              "line" in item ? (
                <li key={item.id} className={classes.line} dir="auto">
                  <span>{item.line}</span>
                </li>
              ) : (
                <Bubble key={item.message.id} customer={customer} {...item} />
              ),
            )}
          </ol>
          {messages.length === 0 && <p className="t3">Nothing was written yet.</p>}
        </div>
      </section>
      <div className={classes.foot}>
        {end.news && (
          <Button
            className={classes.news}
            variant="filled"
            size="xs"
            leftSection={<IconArrowDown {...IS} />}
            onClick={end.go}
          >
            New messages
          </Button>
        )}
        {stale !== null && (
          <ErrorNote>This conversation is not up to date: {reason(stale)}</ErrorNote>
        )}
        {bot_active && (
          <p className={classes.bot} dir="auto">
            The bot{behavior && ` “${behavior.name}”`} is answering. Your reply takes over from it.
          </p>
        )}
        <Composer conversation={conversation} />
      </div>
      <div className="srOnly" aria-live="polite">
        {end.arrived && `${authorOf(end.arrived, customer)}: ${end.arrived.body}`}
      </div>
    </>
  );
}

function Earlier({ id, cursor }: { id: string; cursor: string }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const load = async () => {
    setBusy(true);
    setFailed(null);
    try {
      await loadEarlier(id, cursor);
    } catch (error) {
      setFailed(reason(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.earlier}>
      <Button size="xs" loading={busy} onClick={load}>
        Show earlier messages
      </Button>
      {failed && <ErrorNote>{failed}</ErrorNote>}
    </div>
  );
}
