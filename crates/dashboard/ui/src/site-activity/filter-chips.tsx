import { Button, Switch } from "@mantine/core";
import { FilterChip } from "../ui/filter-chip";
import { AddFilter, type Known } from "./add-filter";
import classes from "./site-activity.module.css";
import { DIRECT, KIND_LABELS, KINDS, type Kind, type SiteFilters, sourceName } from "./site-url";

type Filters = SiteFilters & { robots: boolean };

/** The set filters, each removes itself; then the way to set another, and the robots. */
export function FilterChips({
  url,
  known,
  set,
}: {
  url: Filters;
  known: Known;
  set: (patch: Partial<Filters>) => void;
}) {
  const chips = KINDS.filter((kind) => url[kind]);
  const only = (kind: Kind, value: string | null): Partial<Filters> => ({ [kind]: value });
  return (
    <>
      {chips.map((kind) => (
        <FilterChip
          key={kind}
          label={KIND_LABELS[kind]}
          value={url[kind]}
          options={kind === "source" ? [{ value: DIRECT, label: sourceName(DIRECT) }] : []}
          onChange={(value) => set(only(kind, value))}
        />
      ))}
      <AddFilter url={url} known={known} onAdd={(kind, value) => set(only(kind, value))} />
      {chips.length > 1 && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => set({ page: null, event: null, source: null, campaign: null })}
        >
          Clear
        </Button>
      )}
      <Switch
        className={classes.robots}
        classNames={{ label: classes.robotsLabel }}
        label="Robots"
        checked={url.robots}
        onChange={(e) => set({ robots: e.currentTarget.checked })}
      />
    </>
  );
}
