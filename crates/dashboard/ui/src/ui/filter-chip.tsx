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
}: {
  label: string;
  value: string | null;
  options: FilterOption[];
  onChange: (value: string | null) => void;
  /** Placeholder of a box that takes any value. */
  free?: string;
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
    setTyped("");
    onChange(v);
  };
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={classes.chip}>
          <IconPlus {...IS} />
          {label}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {free && (
          <input
            className={classes.free}
            placeholder={free}
            aria-label={free}
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (e.key === "Enter" && typed.trim()) pick(typed.trim());
            }}
          />
        )}
        {options
          .filter((o) => !typed || o.label.toLowerCase().includes(typed.toLowerCase()))
          .slice(0, 50)
          .map((o) => (
            <Menu.Item key={o.value} leftSection={o.mark} onClick={() => pick(o.value)}>
              {o.label}
            </Menu.Item>
          ))}
        {free && typed.trim() && !options.some((o) => o.value === typed.trim()) && (
          <Menu.Item onClick={() => pick(typed.trim())}>“{typed.trim()}”</Menu.Item>
        )}
        {options.length === 0 && !typed && <Menu.Label>Nothing to choose yet</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
