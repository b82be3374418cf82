import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { reason } from "../api/errors";
import { ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import type { Growing } from "./api";
import classes from "./sections.module.css";

// What a refused delete leads to.
export const CONTACTS = "account-contacts";
export const OPPORTUNITIES = "account-opportunities";

/** A card with records of the account: how many, the first of them, and more on demand. */
export function RecordSection<T>({
  id,
  title,
  action,
  list,
  empty,
  head,
  children,
}: {
  id: string;
  title: string;
  action: ReactNode;
  list: Growing<T>;
  empty: ReactNode;
  /** The cells of the table's head. */
  head: ReactNode;
  children: (record: T) => ReactNode;
}) {
  const rows = list.data?.pages.flatMap((p) => p.data) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <section className="card" aria-label={title} id={id} tabIndex={-1}>
      <div className="cardHead">
        <h2>{title}</h2>
        {total > 0 && <span className="t3 num">{total.toLocaleString("en")}</span>}
        <span className="sp" />
        {action}
      </div>
      {list.error && !list.data ? (
        <div className="cardBody">
          <ErrorNote>
            {title} could not be read: {reason(list.error)}
          </ErrorNote>
        </div>
      ) : !list.data ? (
        <SkeletonRows rows={3} />
      ) : rows.length === 0 ? (
        <div className="cardBody">{empty}</div>
      ) : (
        <table className={`t ${classes.table}`} aria-label={title}>
          <thead>
            <tr>{head}</tr>
          </thead>
          <tbody>{rows.map(children)}</tbody>
        </table>
      )}
      {list.hasNextPage && (
        <div className={classes.more}>
          <Button
            size="xs"
            variant="subtle"
            loading={list.isFetchingNextPage}
            onClick={() => list.fetchNextPage()}
          >
            Show {Math.min(10, total - rows.length)} more
          </Button>
        </div>
      )}
    </section>
  );
}
