import { Button } from "@mantine/core";
import { Link, useSearchParams } from "react-router";
import type { ReceiptOutcome, Webhook } from "../api/types";
import { FilterChip } from "../ui/filter-chip";
import { Empty, LoadFailed } from "../ui/notes";
import { SearchBox } from "../ui/search-box";
import { SkeletonRows } from "../ui/skeleton";
import { useReceipts } from "./api";
import { ReceiptRow } from "./receipt-row";
import classes from "./receipts.module.css";
import { OUTCOMES } from "./words";

/** What arrived, as it arrived, and what became of it. */
export function Receipts({
  webhook,
  manage,
  onMap,
}: {
  webhook: Webhook;
  manage: boolean;
  onMap: (payload: string) => void;
}) {
  const [params, setParams] = useSearchParams();
  const search = params.get("q") ?? "";
  const given = params.get("outcome");
  const outcome = given && given in OUTCOMES ? (given as ReceiptOutcome) : null;
  const receipts = useReceipts(webhook.id, {
    ...(search && { search }),
    ...(outcome && { outcome }),
  });
  const all = receipts.data?.pages.flatMap((p) => p.data) ?? [];
  const filtered = search !== "" || outcome !== null;
  const set = (name: string, value: string | null) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  return (
    <section aria-label="Receipts">
      {(all.length > 0 || filtered) && (
        <div className={classes.filters}>
          <SearchBox label="Search payloads" value={search} onChange={(q) => set("q", q)} />
          <FilterChip
            label="Outcome"
            value={outcome}
            onChange={(v) => set("outcome", v)}
            options={Object.entries(OUTCOMES).map(([value, { label }]) => ({ value, label }))}
          />
          <span className={`t3 sm ${classes.kept}`}>Kept for 30 days</span>
        </div>
      )}
      {receipts.error && !receipts.data ? (
        <LoadFailed what="the receipts" error={receipts.error} retry={() => receipts.refetch()} />
      ) : !receipts.data ? (
        <SkeletonRows rows={6} height={44} />
      ) : all.length === 0 && filtered ? (
        <Empty
          pad
          title="No receipt matches"
          why={[
            search && `Nothing with “${search}” in its payload`,
            outcome && `${search ? "and" : "Nothing with"} the outcome ${OUTCOMES[outcome].label}`,
            "came in the last 30 days.",
          ]
            .filter(Boolean)
            .join(" ")}
        >
          <Button onClick={() => setParams({}, { replace: true })}>Clear the filters</Button>
        </Empty>
      ) : all.length === 0 ? (
        <Empty
          pad
          title="Nothing has been received yet"
          why="Post to the address of this webhook, from your form or with curl. It shows up here within seconds, as it arrived."
        >
          <Button component={Link} to="?tab=guides">
            Connect a form
          </Button>
        </Empty>
      ) : (
        <>
          <ul className={classes.receipts}>
            {all.map((r) => (
              <ReceiptRow key={r.id} webhook={webhook} receipt={r} manage={manage} onMap={onMap} />
            ))}
          </ul>
          {receipts.hasNextPage && (
            <Button
              className={classes.more}
              loading={receipts.isFetchingNextPage}
              onClick={() => receipts.fetchNextPage()}
            >
              Load more
            </Button>
          )}
        </>
      )}
    </section>
  );
}
