import { Button } from "@mantine/core";
import { Need } from "../auth/need";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonRows } from "../ui/skeleton";
import { useDuplicates } from "./api";
import { DuplicateRow } from "./duplicate-row";
import classes from "./duplicates.module.css";

export default function DuplicatesPage() {
  return (
    <Need permission="leads:view" title="Duplicates">
      <Page />
    </Need>
  );
}

function Page() {
  const found = useDuplicates();
  const pairs = found.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <PageHeader strong title="Duplicates" crumbs={[{ label: "Leads", to: "/leads" }]} />
      <div className="scroll">
        <p className={classes.intro}>
          Leads and contacts that may be one person. Merging keeps one record with what both know,
          and can be undone for 30 days.
        </p>
        {found.error && !found.data ? (
          <LoadFailed what="the duplicates" error={found.error} retry={() => found.refetch()} />
        ) : !found.data ? (
          <SkeletonRows rows={6} height={72} />
        ) : pairs.length === 0 ? (
          <Empty
            pad
            title="Nobody looks like somebody else"
            why="Two records that share a phone number or an email, or much of a name and a company, are listed here as soon as the second one arrives."
          />
        ) : (
          <ul className={classes.list} aria-label="Duplicates">
            {pairs.map((pair) => (
              <DuplicateRow key={pair.id} pair={pair} />
            ))}
          </ul>
        )}
        {found.hasNextPage && (
          <div className={classes.more}>
            <Button loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
