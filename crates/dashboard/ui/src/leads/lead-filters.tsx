import { Button } from "@mantine/core";
import type { Lead, Stage, Teammate } from "../api/types";
import { useSession } from "../auth/session";
import { SOURCES } from "../lib/text";
import { TeamAvatar } from "../ui/avatar";
import { FilterChip } from "../ui/filter-chip";
import { SearchBox } from "../ui/search-box";
import { StageGlyph, stageLook } from "../ui/stage";
import { anyFilter, type LeadsUrl } from "./filters";
import classes from "./leads-page.module.css";

export function LeadFilterBar({
  url,
  set,
  team,
  stages,
  seen,
  wide = false,
}: {
  url: LeadsUrl;
  set: (patch: Partial<LeadsUrl>, how?: { replace?: boolean }) => void;
  team: Teammate[];
  stages: Stage[];
  /** Leads on screen: their tags are offered. */
  seen: Lead[];
  /** On the phone the search takes its own row. */
  wide?: boolean;
}) {
  const me = useSession().user.id;
  const tags = [...new Set(seen.flatMap((l) => l.tags))].sort((a, b) => a.localeCompare(b));
  const mates = [...team].sort((a, b) => Number(b.id === me) - Number(a.id === me));
  return (
    <div className={classes.filters}>
      <SearchBox
        label="Search leads"
        value={url.search}
        width={wide ? "100%" : 216}
        onChange={(search) => set({ search }, { replace: true })}
      />
      {url.view === "table" && (
        <FilterChip
          label="Stage"
          value={url.stage}
          onChange={(stage) => set({ stage })}
          options={stages.map((s) => {
            const look = stageLook(stages, s.id);
            return { value: s.id, label: s.name, mark: look && <StageGlyph look={look} /> };
          })}
        />
      )}
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
        options={mates.map((m) => ({
          value: m.id,
          label: m.id === me ? `${m.name} (you)` : m.name,
          mark: <TeamAvatar mate={m} size="s" silent />,
        }))}
      />
      <FilterChip
        label="Tag"
        value={url.tag}
        onChange={(tag) => set({ tag })}
        options={tags.map((t) => ({ value: t, label: t }))}
        free="Tag, exactly"
      />
      {anyFilter(url) && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => set({ search: "", source: null, assignee: null, tag: null, stage: null })}
        >
          Clear
        </Button>
      )}
    </div>
  );
}
