import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { PersonRef } from "../api/types";

interface Found extends PersonRef {
  email: string | null;
  company: string | null;
}

/** Who matches; while nothing is typed, the leads that came last. */
async function find(search: string): Promise<Found[]> {
  if (search) return (await call(api.GET("/search", { params: { query: { q: search } } }))).people;
  return (await call(api.GET("/leads", { params: { query: { limit: 20 } } }))).data;
}

/** One lead or contact among all of them: the server searches. */
export function PersonPicker({
  label,
  placeholder = "Name, email, phone or company",
  description,
  bare = false,
  value,
  onChange,
}: {
  label: string;
  placeholder?: string;
  description?: ReactNode;
  /** What it is for stands beside it already. */
  bare?: boolean;
  value: PersonRef | null;
  onChange: (person: PersonRef | null) => void;
}) {
  const [text, setText] = useState("");
  const [settled] = useDebouncedValue(text.trim(), 200);
  // The box holds the chosen name while nobody types; that is no search.
  const search = settled === value?.display_name ? "" : settled;
  const found = useQuery({
    queryKey: ["people", "picker", search],
    queryFn: () => find(search),
    placeholderData: keepPreviousData,
  });
  const people = found.data ?? [];
  const options: (PersonRef & Partial<Found>)[] =
    value && !people.some((p) => p.id === value.id) ? [value, ...people] : people;
  return (
    <Select
      {...(bare ? { "aria-label": label } : { label })}
      description={description}
      placeholder={placeholder}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Clear person", "aria-hidden": false, tabIndex: 0 }}
      maxDropdownHeight={280}
      data={options.map((p) => ({ value: p.id, label: p.display_name }))}
      renderOption={({ option }) => {
        const person = options.find((p) => p.id === option.value);
        return (
          <span className="row" dir="auto">
            <span className="cut">{option.label}</span>
            <span className="t3 cut">{person?.company ?? person?.email}</span>
          </span>
        );
      }}
      // The server did the matching; the chosen one is no answer to a search.
      filter={({ options: all }) =>
        all.filter((o) => !search || ("value" in o && people.some((p) => p.id === o.value)))
      }
      value={value?.id ?? null}
      searchValue={text}
      onSearchChange={setText}
      onChange={(id) => {
        const person = options.find((p) => p.id === id);
        onChange(
          person ? { id: person.id, display_name: person.display_name, kind: person.kind } : null,
        );
      }}
      nothingFoundMessage={
        found.error
          ? `People could not be searched: ${reason(found.error)}`
          : found.isPending
            ? "Searching"
            : search
              ? `Nobody matches “${search}”`
              : "No lead yet"
      }
    />
  );
}
