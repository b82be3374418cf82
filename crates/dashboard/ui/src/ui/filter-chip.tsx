import { Menu, UnstyledButton } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import classes from "./filter-chip.module.css";
import { IS } from "./icon";

export interface FilterOption {
  value: string;
  label: string;
  mark?: ReactNode;
}

/** Dashed until set; then solid, tinted, and removes itself. */
export function FilterChip({
  label,
  value,
  options,
  onChange,
  free,
  onSearch,
}: {
  label: string;
  value: string | null;
  options: FilterOption[];
  onChange: (value: string | null) => void;
  /** Placeholder of a box that takes any value. */
  free?: string;
  /** What is typed is asked for: the options are the answer, and only they can be taken. */
  onSearch?: (typed: string) => void;
}) {
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  if (value !== null) {
    const shown = options.find((o) => o.value === value)?.label ?? value;
    return (
      <UnstyledButton
        className={classes.chip}
        data-on
        onClick={() => onChange(null)}
        aria-label={`Remove filter ${label}: ${shown}`}
      >
        <span className="cut">
          {label}: {shown}
        </span>
        <IconX {...IS} />
      </UnstyledButton>
    );
  }
  const pick = (v: string) => {
    setOpened(false);
    type("");
    onChange(v);
  };
  const type = (text: string) => {
    setTyped(text);
    onSearch?.(text);
  };
  const box = free ?? (onSearch ? `Search ${label.toLowerCase()}` : null);
  const matches = (o: FilterOption) =>
    Boolean(onSearch) || o.label.toLowerCase().includes(typed.toLowerCase());
  const own = typed.trim();
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={classes.chip}>
          <IconPlus {...IS} />
          {label}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {box && (
          <input
            className={classes.free}
            placeholder={box}
            aria-label={box}
            value={typed}
            onChange={(e) => type(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (e.key === "Enter" && free && own) pick(own);
            }}
          />
        )}
        {options
          .filter(matches)
          .slice(0, 50)
          .map((o) => (
            <Menu.Item key={o.value} leftSection={o.mark} onClick={() => pick(o.value)}>
              {o.label}
            </Menu.Item>
          ))}
        {free && own && !options.some((o) => o.value === own) && (
          <Menu.Item onClick={() => pick(own)}>“{own}”</Menu.Item>
        )}
        {options.length === 0 && (onSearch || !own) && (
          <Menu.Label>{own ? `Nothing matches “${own}”` : "Nothing to choose yet"}</Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A filter with nothing to choose: on or off. */
export function SwitchChip({
  label,
  on,
  onChange,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <UnstyledButton
      className={classes.chip}
      data-on={on || undefined}
      aria-label={on ? `Remove filter ${label}` : undefined}
      onClick={() => onChange(!on)}
    >
      {!on && <IconPlus {...IS} />}
      {label}
      {on && <IconX {...IS} />}
    </UnstyledButton>
  );
}
