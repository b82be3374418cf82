import { useMediaQuery } from "@mantine/hooks";
import type { BroadcastMessage } from "../api/types";
import people from "../person/people.module.css";
import { FilterChip } from "../ui/filter-chip";
import { SearchBox } from "../ui/search-box";
import type { MessagesUrl, SetMessagesUrl } from "./messages-url";
import { CHANNELS, ORIGINS, STATUSES } from "./words";

const options = <K extends string>(words: Record<K, string>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }));
const channels = Object.entries(CHANNELS).map(([value, { label }]) => ({ value, label }));

export function MessagesFilters({
  url,
  set,
  rows,
}: {
  url: MessagesUrl;
  set: SetMessagesUrl;
  /** Those on screen: they know the names of what the address names by id. */
  rows: BroadcastMessage[];
}) {
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const origin = rows.find((m) => m.origin_id === url.originId);
  const person = rows.find((m) => m.customer?.id === url.customerId)?.customer;
  return (
    <div className={people.filters}>
      <SearchBox
        label="Search messages"
        value={url.search}
        width={phone ? "100%" : 216}
        onChange={(search) => set({ search }, { replace: true })}
      />
      <FilterChip
        label="Status"
        value={url.status}
        options={options(STATUSES)}
        onChange={(v) => set({ status: v as MessagesUrl["status"] })}
      />
      <FilterChip
        label="Channel"
        value={url.channel}
        options={channels}
        onChange={(v) => set({ channel: v as MessagesUrl["channel"] })}
      />
      <FilterChip
        label="Origin"
        value={url.origin}
        options={options(ORIGINS)}
        onChange={(v) => set({ origin: v as MessagesUrl["origin"] })}
      />
      {url.originId && (
        <FilterChip
          label="From"
          value={origin?.origin_name ?? "one origin"}
          options={[]}
          onChange={() => set({ originId: null })}
        />
      )}
      {url.customerId && (
        <FilterChip
          label="To"
          value={person?.display_name ?? "one person"}
          options={[]}
          onChange={() => set({ customerId: null })}
        />
      )}
    </div>
  );
}
