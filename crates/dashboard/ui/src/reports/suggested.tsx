import { Autocomplete } from "@mantine/core";
import { useEffect, useState } from "react";
import classes from "./funnel.module.css";

/** Any text, or one of those that are seen most; it counts once it is chosen, or left. */
export function Suggested({
  label,
  placeholder,
  value,
  options,
  clean,
  invalid,
  onChange,
}: {
  label: string;
  placeholder: string;
  value: string;
  options: { value: string; times: number }[];
  clean: (text: string) => string;
  invalid: boolean;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const take = (typed: string) => {
    const wanted = clean(typed);
    setText(wanted);
    if (wanted !== value) onChange(wanted);
  };
  const times = new Map(options.map((o) => [o.value, o.times]));
  return (
    <Autocomplete
      size="sm"
      aria-label={label}
      placeholder={placeholder}
      spellCheck={false}
      dir="auto"
      maxLength={512}
      withScrollArea={false}
      classNames={{ dropdown: classes.dropdown, option: classes.option }}
      error={invalid}
      data={[...times.keys()]}
      // All of them while nothing new was typed.
      filter={({ options: all, search }) =>
        search === value
          ? all
          : all.filter(
              (o) => "value" in o && o.value.toLowerCase().includes(search.trim().toLowerCase()),
            )
      }
      renderOption={({ option }) => (
        <>
          <span className="cut sp" title={option.value}>
            {option.value}
          </span>
          <span className="t3 num">{times.get(option.value)?.toLocaleString("en")}</span>
        </>
      )}
      value={text}
      onChange={setText}
      onOptionSubmit={take}
      onBlur={() => take(text)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.nativeEvent.isComposing) take(text);
      }}
    />
  );
}
