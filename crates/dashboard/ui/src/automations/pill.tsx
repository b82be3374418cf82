import { Menu } from "@mantine/core";
import { IconCheck, type TablerIcon } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import filter from "../ui/filter-chip.module.css";
import { IS } from "../ui/icon";
import classes from "./pill.module.css";

export interface PillChoice {
  value: string;
  label: string;
  mark?: ReactNode;
}

/** From here on a list is searched. */
const MANY = 9;

/** A variable part of a sentence: a button in it that opens its choices, or plain words for who only reads. */
export function Pill({
  label,
  value,
  choices,
  empty,
  icon: Icon,
  bad = false,
  none,
  onChoose,
}: {
  /** What it stands for, with its step: read out before the value. */
  label: string;
  /** "" is not chosen yet. */
  value: string;
  choices: PillChoice[];
  /** Said while nothing is chosen, or what was chosen has no name here. */
  empty: string;
  icon?: TablerIcon;
  bad?: boolean;
  /** Below the choices, or alone when there are none. */
  none?: ReactNode;
  /** Absent: only shown. */
  onChoose?: (value: string) => void;
}) {
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  const chosen = choices.find((c) => c.value === value);
  const face = (
    <>
      <span className="srOnly">{label}: </span>
      {chosen?.mark ?? (Icon && <Icon {...IS} />)}
      <span className={classes.value} dir="auto">
        {chosen?.label ?? empty}
      </span>
    </>
  );
  if (!onChoose) {
    return (
      <span className={classes.pill} data-still data-bad={bad || undefined}>
        {face}
      </span>
    );
  }
  const many = choices.length >= MANY;
  const found = choices.filter((c) => c.label.toLowerCase().includes(typed.trim().toLowerCase()));
  const open = (on: boolean) => {
    setOpened(on);
    if (on) setTyped("");
  };
  return (
    <Menu opened={opened} onChange={open}>
      <Menu.Target>
        <button type="button" className={classes.pill} data-bad={bad || undefined}>
          {face}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={filter.menu}>
        {many && (
          <input
            className={filter.free}
            placeholder="Search"
            aria-label={`Search ${label.toLowerCase()}`}
            data-autofocus
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
          />
        )}
        <Menu.RadioGroup value={value} onChange={(v) => v !== value && onChoose(v)}>
          {found.slice(0, 100).map((c) => (
            <Menu.RadioItem
              key={c.value}
              value={c.value}
              closeMenuOnClick
              checkIcon={<IconCheck {...IS} />}
            >
              <span className="row">
                {c.mark}
                <span dir="auto">{c.label}</span>
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {many && found.length === 0 && <Menu.Label>Nothing matches “{typed.trim()}”</Menu.Label>}
        {none}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A whole number in a sentence; empty is not a number. */
export function NumberPill({
  label,
  value,
  bad = false,
  onChange,
}: {
  label: string;
  value: number;
  bad?: boolean;
  onChange?: (value: number) => void;
}) {
  const text = Number.isNaN(value) ? "" : String(value);
  return (
    <TextPill
      label={label}
      value={text}
      digits="numeric"
      bad={bad}
      onChange={
        onChange &&
        ((typed) => {
          const digits = typed.replace(/\D/g, "").slice(0, 6);
          onChange(digits === "" ? Number.NaN : Number(digits));
        })
      }
    />
  );
}

/** Words of one's own in a sentence. */
export function TextPill({
  label,
  value,
  placeholder,
  type = "text",
  digits,
  bad = false,
  maxLength,
  onChange,
}: {
  label: string;
  value: string;
  placeholder?: string;
  type?: "text" | "time" | "date";
  /** Figures alone, whole ones or any: phones show their keys. */
  digits?: "numeric" | "decimal";
  bad?: boolean;
  maxLength?: number;
  onChange?: (value: string) => void;
}) {
  if (!onChange) {
    return (
      <span className={classes.pill} data-still dir="auto">
        <span className="srOnly">{label}: </span>
        <span className={classes.value}>{value || placeholder}</span>
      </span>
    );
  }
  const size = Math.max(digits ? 2 : 14, value.length + 1, (placeholder ?? "").length);
  return (
    <input
      className={classes.pill}
      data-numeric={digits ? true : undefined}
      type={type}
      dir={digits ? undefined : "auto"}
      inputMode={digits}
      size={type === "text" ? size : undefined}
      aria-label={label}
      aria-invalid={bad || undefined}
      data-bad={bad || undefined}
      maxLength={maxLength}
      placeholder={placeholder}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}
