import { Popover, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import chip from "../ui/filter-chip.module.css";
import { IS } from "../ui/icon";
import classes from "./add-filter.module.css";
import { KIND_LABELS, KINDS, type Kind, type SiteFilters, sourceName } from "./site-url";

/** Values that are known, to choose from while typing. */
export type Known = Partial<Record<Kind, string[]>>;

const ASKS: Record<Kind, string> = {
  page: "Path, as /pricing",
  event: "Event name",
  source: "Source, as google.com",
  campaign: "Campaign",
};

/** What to filter by, then its value: one that is known, or any that is typed. */
export function AddFilter({
  url,
  known,
  onAdd,
}: {
  url: SiteFilters;
  known: Known;
  onAdd: (kind: Kind, value: string) => void;
}) {
  const [opened, setOpened] = useState(false);
  const [kind, setKind] = useState<Kind | null>(null);
  const free = KINDS.filter((k) => !url[k]);
  if (free.length === 0) return null;
  const turn = (open: boolean) => {
    setOpened(open);
    if (open) setKind(null);
  };
  /** Arrows walk the field and the choices below it. */
  const walk = (event: React.KeyboardEvent<HTMLElement>) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[(at + by + stops.length) % stops.length]?.focus();
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      onDismiss={() => turn(false)}
      position="bottom-start"
      offset={4}
      transitionProps={{ duration: 120 }}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton className={chip.chip} onClick={() => turn(!opened)}>
          <IconPlus {...IS} />
          Filter
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.pop} onKeyDown={walk}>
        {kind === null ? (
          free.map((k) => (
            <UnstyledButton key={k} className={classes.choice} onClick={() => setKind(k)}>
              {KIND_LABELS[k]}
            </UnstyledButton>
          ))
        ) : (
          <Values
            kind={kind}
            values={known[kind] ?? []}
            onPick={(value) => {
              turn(false);
              onAdd(kind, value);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Values({
  kind,
  values,
  onPick,
}: {
  kind: Kind;
  values: string[];
  onPick: (value: string) => void;
}) {
  const [typed, setTyped] = useState("");
  const own = typed.trim();
  const shown = (value: string) => (kind === "source" ? sourceName(value) : value);
  const matching = values.filter((v) => shown(v).toLowerCase().includes(own.toLowerCase()));
  return (
    <>
      <input
        className={chip.free}
        placeholder={ASKS[kind]}
        aria-label={ASKS[kind]}
        // biome-ignore lint/a11y/noAutofocus: it was asked for by the click before
        autoFocus
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === "Enter" && own) onPick(own);
        }}
      />
      {matching.slice(0, 20).map((v) => (
        <UnstyledButton key={v} className={classes.choice} onClick={() => onPick(v)}>
          {shown(v)}
        </UnstyledButton>
      ))}
      {own && !values.includes(own) && (
        <UnstyledButton className={classes.choice} onClick={() => onPick(own)}>
          “{own}”
        </UnstyledButton>
      )}
      {values.length === 0 && !own && <p className={classes.hint}>Type it, then press Enter.</p>}
    </>
  );
}
