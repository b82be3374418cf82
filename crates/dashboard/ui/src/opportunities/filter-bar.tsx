import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { useTeam } from "../api/shared";
import type { Id, Teammate } from "../api/types";
import { useSession } from "../auth/session";
import { AccountFilter } from "../contacts/account-filter";
import { OPPORTUNITY_STAGE_ORDER } from "../crm/words";
import { daySpan } from "../lib/day";
import peopleClasses from "../person/people.module.css";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { FilterChip, type FilterOption, SwitchChip } from "../ui/filter-chip";
import { SearchBox } from "../ui/search-box";
import {
  anyFilter,
  type DealFilters,
  type DealsUrl,
  NO_FILTERS,
  NOBODY,
  type SetDealsUrl,
} from "./opportunities-url";
import { STAGE_CHOICES } from "./stage-choices";

export function DealFilterBar({
  url,
  set,
  phone,
}: {
  url: DealsUrl;
  set: SetDealsUrl;
  phone: boolean;
}) {
  const table = url.view === "table";
  return (
    <div className={peopleClasses.filters}>
      <SearchBox
        label="Search opportunities"
        value={url.search}
        width={phone ? "100%" : 216}
        onChange={(search) => set({ search }, { replace: true })}
      />
      {table && (
        <>
          <SegmentedControl
            aria-label="State"
            value={url.state ?? "all"}
            onChange={(to) => set({ state: to === "all" ? null : (to as "open" | "closed") })}
            data={[
              { value: "all", label: "All" },
              { value: "open", label: "Open" },
              { value: "closed", label: "Closed" },
            ]}
          />
          <FilterChip
            label="Stage"
            value={url.stage}
            onChange={(to) => set({ stage: OPPORTUNITY_STAGE_ORDER.find((s) => s === to) ?? null })}
            options={STAGE_CHOICES}
          />
        </>
      )}
      <OwnerFilter value={url.owner} onChange={(owner) => set({ owner })} />
      <AccountFilter value={url.account} onChange={(account) => set({ account })} />
      <SwitchChip label="Stalled" on={url.stalled} onChange={(stalled) => set({ stalled })} />
      {url.contact && <ContactChip id={url.contact} onRemove={() => set({ contact: null })} />}
      <CloseDateChip
        filters={url}
        onRemove={() => set({ closeFrom: null, closeTo: null, undated: false })}
      />
      {(anyFilter(url) || (table && (url.stage || url.state))) && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => set({ ...NO_FILTERS, stage: null, state: null })}
        >
          Clear
        </Button>
      )}
    </div>
  );
}

export function OwnerFilter({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (owner: string | null) => void;
}) {
  const me = useSession().user.id;
  const team = useTeam().data ?? [];
  return (
    <FilterChip label="Owner" value={value} onChange={onChange} options={ownersOf(team, me)} />
  );
}

function ownersOf(team: Teammate[], me: Id): FilterOption[] {
  const mates = [...team].sort((a, b) => Number(b.id === me) - Number(a.id === me));
  return [
    ...mates.map((m) => ({
      value: m.id,
      label: m.id === me ? `${m.name} (you)` : m.name,
      mark: <TeamAvatar mate={m} size="s" silent />,
    })),
    { value: NOBODY, label: "Nobody", mark: <Unassigned size="s" silent /> },
  ];
}

/** Only a link sets it, from a contact's page. */
function ContactChip({ id, onRemove }: { id: Id; onRemove: () => void }) {
  const contact = useQuery({
    queryKey: ["contact", id],
    queryFn: () => call(api.GET("/contacts/{id}", { params: { path: { id } } })),
  }).data;
  return (
    <FilterChip
      label="Contact"
      value={id}
      onChange={onRemove}
      options={contact ? [{ value: id, label: contact.display_name }] : []}
    />
  );
}

/** Only a link sets it, from a report. */
function CloseDateChip({ filters, onRemove }: { filters: DealFilters; onRemove: () => void }) {
  const { closeFrom, closeTo, undated } = filters;
  const said = undated ? "not set" : daySpan(closeFrom, closeTo);
  if (!said) return null;
  return <FilterChip label="Close date" value={said} onChange={onRemove} options={[]} />;
}
