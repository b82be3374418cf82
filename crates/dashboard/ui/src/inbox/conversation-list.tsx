import { Button, UnstyledButton } from "@mantine/core";
import { reason } from "../api/errors";
import type { Conversation, Id, TabCounts } from "../api/types";
import { ErrorNote, LoadFailed } from "../ui/notes";
import { SearchBox } from "../ui/search-box";
import { SkeletonRows } from "../ui/skeleton";
import type { useConversations } from "./api";
import { ConversationRow } from "./conversation-row";
import classes from "./inbox.module.css";
import { address, type InboxUrl, type Show } from "./inbox-url";
import { NoConversations } from "./no-conversations";

const FILTERS: { show: Show; label: string }[] = [
  { show: "open", label: "Open" },
  { show: "mine", label: "Mine" },
  { show: "closed", label: "Closed" },
];

export function ConversationList({
  list,
  rows,
  url,
  counts,
  here,
  onList,
}: {
  list: ReturnType<typeof useConversations>["list"];
  rows: Conversation[] | undefined;
  url: InboxUrl;
  counts: TabCounts | undefined;
  /** The conversation that is open. */
  here: Id | null;
  onList: (to: Partial<InboxUrl>) => void;
}) {
  const total = (show: Show) => (counts && show !== "closed" ? counts[show] : undefined);
  return (
    <section className={classes.list} aria-label="Conversations">
      <div className={classes.filters} data-searching={url.search !== "" || undefined}>
        <fieldset className={classes.shows}>
          <legend className="srOnly">Show conversations</legend>
          {FILTERS.map(({ show, label }) => (
            <UnstyledButton
              key={show}
              className={classes.show}
              aria-pressed={url.show === show}
              onClick={() => onList({ show })}
            >
              {label}
              {total(show) !== undefined && (
                <span className={classes.total}>{total(show)?.toLocaleString("en")}</span>
              )}
            </UnstyledButton>
          ))}
        </fieldset>
        <div className={classes.search}>
          <SearchBox
            label="Search conversations"
            width="100%"
            value={url.search}
            onChange={(search) => onList({ search })}
          />
        </div>
      </div>
      <div className={classes.rows} data-conversations>
        {list.error && !rows ? (
          <LoadFailed
            what="the conversations"
            error={list.error}
            retry={() => void list.refetch()}
          />
        ) : !rows ? (
          <SkeletonRows rows={9} height={61} />
        ) : rows.length === 0 ? (
          <NoConversations url={url} onList={onList} />
        ) : (
          <>
            {list.error && (
              <div className={classes.note}>
                <ErrorNote>This list is not up to date: {reason(list.error)}</ErrorNote>
              </div>
            )}
            <ul className={classes.items} aria-busy={list.isPlaceholderData || undefined}>
              {rows.map((c) => (
                <ConversationRow
                  key={c.id}
                  conversation={c}
                  on={c.id === here}
                  to={address(c.id, url)}
                />
              ))}
            </ul>
            {list.hasNextPage && (
              <div className={classes.note}>
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
      </div>
    </section>
  );
}
