import { useTeam } from "../api/shared";
import { pagePart, useLastList } from "../lib/last-list";
import peopleClasses from "../person/people.module.css";
import { LoadFailed } from "../ui/notes";
import { Pager } from "../ui/pager";
import { SkeletonRows } from "../ui/skeleton";
import { PAGE, useDeals } from "./api";
import { FirstDeal, NothingFound } from "./nothing";
import { OpportunitiesTable } from "./opportunities-table";
import { anyFilter, type DealsUrl, type SetDealsUrl } from "./opportunities-url";

export function TableView({
  url,
  set,
  manage,
}: {
  url: DealsUrl;
  set: SetDealsUrl;
  manage: boolean;
}) {
  const team = useTeam().data ?? [];
  const list = useDeals(url);
  useLastList("opportunities", list.data && pagePart(list.data));
  if (list.error && !list.data) {
    return <LoadFailed what="the opportunities" error={list.error} retry={() => list.refetch()} />;
  }
  if (!list.data) return <SkeletonRows rows={14} height={44} />;
  if (list.data.total === 0) {
    const filtered = anyFilter(url) || url.stage || url.state;
    return filtered ? <NothingFound set={set} /> : <FirstDeal manage={manage} />;
  }
  return (
    <>
      <div className={peopleClasses.tableWrap}>
        <OpportunitiesTable
          deals={list.data.data}
          team={team}
          sort={url.sort}
          onSort={(sort) => set({ sort })}
          busy={list.isPlaceholderData}
        />
      </div>
      <Pager
        page={url.page}
        limit={PAGE}
        total={list.data.total}
        onPage={(page) => set({ page })}
      />
    </>
  );
}
