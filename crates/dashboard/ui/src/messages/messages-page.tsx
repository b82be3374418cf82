import { Button } from "@mantine/core";
import { Link } from "react-router";
import { reason } from "../api/errors";
import { useCan } from "../auth/session";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { useMessages } from "./api";
import { MessageDrawer } from "./message-drawer";
import classes from "./messages.module.css";
import { MessagesFilters } from "./messages-filters";
import { MessagesTable } from "./messages-table";
import { anyFilter, NO_FILTERS, useMessagesUrl } from "./messages-url";

/** Every message that was sent or tried, whatever it comes from. */
export default function MessagesPage() {
  const { url, set } = useMessagesUrl();
  const send = useCan()("messages:send");
  const list = useMessages(url);
  const { data, error } = list;
  const rows = data?.pages.flatMap((p) => p.data) ?? [];
  return (
    <>
      <MessagesFilters url={url} set={set} rows={rows} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Page content">
        {error && !data ? (
          <LoadFailed what="the messages" error={error} retry={() => list.refetch()} />
        ) : !data ? (
          <SkeletonRows rows={12} height={52} />
        ) : rows.length === 0 && anyFilter(url) ? (
          <Empty
            pad
            title="No message matches these filters"
            why="The search looks at addresses, subjects and texts; filters add up."
          >
            <Button onClick={() => set(NO_FILTERS)}>Clear filters</Button>
          </Empty>
        ) : rows.length === 0 ? (
          <Empty
            pad
            title="No message yet"
            why="Whatever an automation, a campaign or Quick Send sends is listed here, with how far it came: sent, delivered, read or failed."
          >
            {send && (
              <Button component={Link} to="/leads">
                Go to Leads
              </Button>
            )}
          </Empty>
        ) : (
          <>
            {error && (
              <div className={classes.more}>
                <ErrorNote>This list is not up to date: {reason(error)}</ErrorNote>
              </div>
            )}
            <MessagesTable messages={rows} url={url} busy={list.isPlaceholderData} />
            {list.hasNextPage && (
              <div className={classes.more}>
                <Button
                  size="xs"
                  loading={list.isFetchingNextPage}
                  onClick={() => list.fetchNextPage()}
                >
                  Show more
                </Button>
              </div>
            )}
          </>
        )}
      </section>
      <MessageDrawer id={url.open} onClose={() => set({ open: null })} />
    </>
  );
}
