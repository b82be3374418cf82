import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { AccountRef, Id } from "../api/types";

const SHOWN = 20;

/** Finds one account among all of them: the server searches, the list holds the best matches. */
export function AccountPicker({
  value,
  onChange,
  label,
  error,
  initial,
  required = false,
  disabled = false,
  autoFocus = false,
  description,
}: {
  value: Id | null;
  onChange: (id: Id | null, account: AccountRef | null) => void;
  label: string;
  error?: ReactNode;
  /** The account of `value`, where it is known already; else it is read. */
  initial?: AccountRef;
  required?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  description?: ReactNode;
}) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<AccountRef | null>(initial ?? null);
  const [settled] = useDebouncedValue(text.trim(), 200);
  const known = chosen?.id === value ? chosen : initial?.id === value ? initial : null;
  const given = useQuery({
    queryKey: ["account", value],
    queryFn: () => call(api.GET("/accounts/{id}", { params: { path: { id: value as Id } } })),
    enabled: value !== null && known === null,
  });
  const current = known ?? (value !== null ? given.data : null) ?? null;
  // The box holds the chosen name while nobody types; that is no search.
  const search = settled === current?.name ? "" : settled;
  const found = useQuery({
    queryKey: ["accounts", "picker", search],
    queryFn: () =>
      call(
        api.GET("/accounts", {
          params: {
            query: {
              search: search || undefined,
              limit: SHOWN,
              sort_by: "name",
              sort_order: "asc",
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  // A placeholder stands for "no company yet": it is nothing to choose.
  const rows = (found.data?.data ?? []).filter((a) => !a.placeholder);
  const options: AccountRef[] =
    current && !rows.some((a) => a.id === current.id) ? [current, ...rows] : rows;
  return (
    <Select
      label={label}
      description={description}
      error={error}
      withAsterisk={required}
      disabled={disabled}
      data-autofocus={autoFocus || undefined}
      placeholder="Search accounts"
      searchable
      clearable={!required}
      allowDeselect={false}
      maxDropdownHeight={280}
      data={options.map((a) => ({ value: a.id, label: a.name }))}
      // The server did the matching, by domain as well; the chosen one is no answer to a search.
      filter={({ options: all }) =>
        all.filter((o) => !search || ("value" in o && rows.some((a) => a.id === o.value)))
      }
      value={current ? current.id : null}
      searchValue={text}
      onSearchChange={setText}
      onChange={(id) => {
        const account = options.find((a) => a.id === id) ?? null;
        setChosen(account);
        onChange(id, account);
      }}
      nothingFoundMessage={
        found.error
          ? `The accounts could not be read: ${reason(found.error)}`
          : found.isPending
            ? "Searching"
            : search
              ? `No account matches “${search}”`
              : "No account yet"
      }
    />
  );
}
