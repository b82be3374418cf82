import { UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { VisitorRow } from "../api/types";
import people from "../person/people.module.css";
import { FilterChip } from "../ui/filter-chip";
import chip from "../ui/filter-chip.module.css";
import { IS } from "../ui/icon";
import { SearchBox } from "../ui/search-box";
import { FilterChips } from "./filter-chips";
import { RangeSwitch, WidgetScope } from "./scope";
import classes from "./site-activity.module.css";
import { DIRECT, type SetVisitorsUrl, type VisitorsUrl } from "./site-url";

const WHO = [
  { value: "identified", label: "Identified" },
  { value: "anonymous", label: "Anonymous" },
] as const;

export function VisitorsFilters({
  url,
  set,
  rows,
  phone,
}: {
  url: VisitorsUrl;
  set: SetVisitorsUrl;
  /** Those on screen: their pages and sources are offered. */
  rows: VisitorRow[];
  /** There the page's bar has no room for widget and period. */
  phone: boolean;
}) {
  const visits = rows.flatMap((r) => (r.last_visit ? [r.last_visit] : []));
  const each = (values: string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b));
  return (
    <div className={`${people.filters} ${classes.filters}`}>
      {phone && (
        <div className={classes.phoneBar}>
          <WidgetScope value={url.widget} onChange={(widget) => set({ widget })} />
          {!url.live && <RangeSwitch any value={url.range} onChange={(range) => set({ range })} />}
        </div>
      )}
      <SearchBox
        label="Search visitors"
        value={url.search}
        width={phone ? "100%" : 216}
        onChange={(search) => set({ search }, { replace: true })}
      />
      <UnstyledButton
        className={chip.chip}
        data-on={url.live || undefined}
        aria-pressed={url.live}
        onClick={() => set({ live: !url.live })}
      >
        <span className="dot" data-none={!url.live || undefined} />
        On the site now
        {url.live && <IconX {...IS} />}
      </UnstyledButton>
      <FilterChip
        label="Who"
        value={url.who}
        options={[...WHO]}
        onChange={(to) => set({ who: WHO.find((w) => w.value === to)?.value ?? null })}
      />
      <FilterChips
        url={url}
        set={set}
        known={{
          page: each(visits.map((v) => v.current_path)),
          source: each(visits.map((v) => v.source ?? DIRECT)),
        }}
      />
    </div>
  );
}
