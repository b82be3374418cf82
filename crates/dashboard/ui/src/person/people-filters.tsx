import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Person, Teammate } from "../api/types";
import { useSession } from "../auth/session";
import { daySpan } from "../lib/day";
import { SOURCES } from "../lib/text";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { FilterChip } from "../ui/filter-chip";
import { SearchBox } from "../ui/search-box";
import classes from "./people.module.css";
import { anyFilter, CLEARED, type PeopleUrl, type SetPeopleUrl } from "./people-url";

/** Search and filters over leads or contacts. */
export function PeopleFilterBar({
  what,
  url,
  set,
  team,
  seen,
  wide = false,
  views,
  children,
  after,
}: {
  what: "leads" | "contacts";
  url: PeopleUrl;
  set: SetPeopleUrl;
  team: Teammate[];
  /** People on screen: their tags are offered. */
  seen: Person[];
  /** On the phone the search takes its own row. */
  wide?: boolean;
  /** The menu of saved views. */
  views: ReactNode;
  /** The chip that only these people have. */
  children?: ReactNode;
  /** One that stands after those of everybody. */
  after?: ReactNode;
}) {
  const me = useSession().user.id;
  const tags = [...new Set(seen.flatMap((p) => p.tags))].sort((a, b) => a.localeCompare(b));
  const mates = [...team].sort((a, b) => Number(b.id === me) - Number(a.id === me));
  const created = daySpan(url.createdFrom, url.createdTo);
  return (
    <div className={classes.filters}>
      {views}
      <SearchBox
        label={`Search ${what}`}
        value={url.search}
        width={wide ? "100%" : 216}
        onChange={(search) => set({ search }, { replace: true })}
      />
      {children}
      <FilterChip
        label="Source"
        value={url.source}
        onChange={(source) => set({ source })}
        options={Object.entries(SOURCES).map(([value, label]) => ({ value, label }))}
      />
      <FilterChip
        label="Assignee"
        value={url.assignee}
        onChange={(assignee) => set({ assignee })}
        options={[
          ...mates.map((m) => ({
            value: m.id,
            label: m.id === me ? `${m.name} (you)` : m.name,
            mark: <TeamAvatar mate={m} size="s" silent />,
          })),
          { value: "none", label: "Nobody", mark: <Unassigned size="s" silent /> },
        ]}
      />
      <FilterChip
        label="Tag"
        value={url.tag}
        onChange={(tag) => set({ tag })}
        options={tags.map((t) => ({ value: t, label: t }))}
        free="Tag, exactly"
      />
      {after}
      {created && (
        <FilterChip
          label="Created"
          value={created}
          onChange={() => set({ createdFrom: null, createdTo: null })}
          options={[]}
        />
      )}
      {anyFilter(url) && (
        <Button size="xs" variant="subtle" onClick={() => set(CLEARED)}>
          Clear
        </Button>
      )}
    </div>
  );
}
