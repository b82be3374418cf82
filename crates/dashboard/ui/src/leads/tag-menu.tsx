import { Menu } from "@mantine/core";
import { type ReactNode, useState } from "react";
import chip from "../ui/filter-chip.module.css";

/** Any tag, typed or taken from those that are seen. */
export function TagMenu({
  label,
  tags,
  onChoose,
  children,
}: {
  label: string;
  tags: string[];
  onChoose: (tag: string) => void;
  /** The menu's target. */
  children: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  const own = typed.trim();
  const choose = (tag: string) => {
    setOpened(false);
    setTyped("");
    onChoose(tag);
  };
  const matching = tags.filter((t) => t.toLowerCase().includes(own.toLowerCase()));
  return (
    <Menu opened={opened} onChange={setOpened} position="top-start">
      {children}
      <Menu.Dropdown className={chip.menu}>
        <input
          className={chip.free}
          placeholder={label}
          aria-label={label}
          maxLength={100}
          data-autofocus
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === "Enter" && own && !e.nativeEvent.isComposing) choose(own);
          }}
        />
        {matching.slice(0, 50).map((t) => (
          <Menu.Item key={t} onClick={() => choose(t)}>
            <span dir="auto">{t}</span>
          </Menu.Item>
        ))}
        {own && !tags.includes(own) && <Menu.Item onClick={() => choose(own)}>“{own}”</Menu.Item>}
        {tags.length === 0 && !own && <Menu.Label>Type a tag</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
