import { ActionIcon, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { IS } from "./icon";

/** Types at once, asks after a short pause; `/` focuses it, Esc empties it. */
export function SearchBox({
  value,
  onChange,
  label,
  width = 216,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  width?: number | string;
}) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      latest.current(wanted);
    }, 220);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextInput
      data-search
      type="search"
      size="sm"
      w={width}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(e) => setText(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        if (text) setText("");
        else e.currentTarget.blur();
      }}
      leftSection={<IconSearch {...IS} />}
      rightSection={
        text ? (
          <ActionIcon size="xs" aria-label="Clear search" onClick={() => setText("")}>
            <IconX {...IS} />
          </ActionIcon>
        ) : (
          <kbd>/</kbd>
        )
      }
    />
  );
}
