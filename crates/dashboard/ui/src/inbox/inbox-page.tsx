import { SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import type { Id, InboxTab } from "../api/types";
import { Need } from "../auth/need";
import { Empty } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { useConversation, useConversations } from "./api";
import { ConversationList } from "./conversation-list";
import { rowId } from "./conversation-row";
import { useInboxCounts } from "./counts";
import classes from "./inbox.module.css";
import { listFor, useInboxUrl } from "./inbox-url";
import { ThreadPane } from "./thread-pane";
import { useListKeys } from "./use-list-keys";

export default function InboxPage() {
  return (
    <Need permission="inbox:use" title="Inbox">
      <Inbox />
    </Need>
  );
}

/** Lists of conversations, and the one that is open. */
function Inbox() {
  const { id, url, named, go } = useInboxUrl();
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const counts = useInboxCounts().data;
  const open = useConversation(id);
  // From elsewhere one comes to a conversation, and its list follows.
  const following = id !== null && !named && !open.error;
  const { list, rows } = useConversations(url, !following);
  const wanted = open.data && listFor(open.data, url, named);
  const follows = wanted !== undefined && (!named || wanted.tab !== url.tab);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, however often it is drawn before the page has followed
  useEffect(() => {
    if (follows) go(id, wanted, { replace: true, flushSync: false });
  }, [id, follows]);
  useListKeys({
    ids: rows?.map((c) => c.id) ?? [],
    here: id,
    onOpen: (to) => go(to, {}, { replace: id !== null }),
    onEnd: () => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage(),
    onClose: () => go(null),
  });
  useBackToRow(id);

  return (
    <>
      {!(phone && id) && (
        <PageHeader
          title="Inbox"
          left={
            <SegmentedControl
              aria-label="Channel"
              value={url.tab}
              onChange={(tab) => go(null, { tab: tab as InboxTab })}
              data={[
                {
                  value: "messaging",
                  label: <Tab text="Messaging" n={counts?.messaging.unread} />,
                },
                { value: "email", label: <Tab text="Email" n={counts?.email.unread} /> },
              ]}
              ml={6}
            />
          }
        />
      )}
      <div className={classes.inbox} data-open={id !== null || undefined}>
        <ConversationList
          list={list}
          rows={rows}
          url={url}
          counts={counts?.[url.tab]}
          here={id}
          onList={(to) => go(id, to, { replace: "search" in to })}
        />
        {id ? (
          <ThreadPane key={id} open={open} phone={phone} onBack={() => go(null)} />
        ) : (
          <section className={classes.none} aria-label="Conversation">
            {rows && rows.length > 0 && (
              <Empty
                title="No conversation is open"
                why="Choose one in the list: ↑ and ↓ go through it, R begins a reply."
              />
            )}
          </section>
        )}
      </div>
    </>
  );
}

function Tab({ text, n }: { text: string; n: number | undefined }) {
  return (
    <span className={classes.tab}>
      {text}
      {n ? (
        <span className="t3 num">
          {n.toLocaleString("en")} <span className="srOnly">unread</span>
        </span>
      ) : null}
    </span>
  );
}

/** Whoever comes back from a conversation goes on at its row. */
function useBackToRow(id: Id | null) {
  const last = useRef(id);
  useEffect(() => {
    if (!id && last.current) document.getElementById(rowId(last.current))?.focus();
    last.current = id;
  }, [id]);
}
