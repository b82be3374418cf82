import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { Id } from "../api/types";

const SHOWN = 50;

/** One of an account's own contacts (H8); people for whom it is only a further company are left out. */
export function ContactPicker({
  accountId,
  value,
  onChange,
  error,
  autoFocus = false,
  bare = false,
}: {
  /** Null while no account is chosen. */
  accountId: Id | null;
  value: Id | null;
  onChange: (id: Id | null) => void;
  error?: ReactNode;
  autoFocus?: boolean;
  /** Its label stands beside it already. */
  bare?: boolean;
}) {
  const [text, setText] = useState("");
  const [settled] = useDebouncedValue(text.trim(), 200);
  const chosen = useQuery({
    queryKey: ["contact", value],
    queryFn: () => call(api.GET("/contacts/{id}", { params: { path: { id: value as Id } } })),
    enabled: value !== null,
  }).data;
  // The box holds the chosen name while nobody types; that is no search.
  const search = settled === chosen?.display_name ? "" : settled;
  const found = useQuery({
    queryKey: ["account", accountId, "people", search],
    queryFn: () =>
      call(
        api.GET("/contacts", {
          params: {
            query: {
              account_id: accountId as Id,
              search: search || undefined,
              limit: SHOWN,
              sort_by: "name",
              sort_order: "asc",
            },
          },
        }),
      ),
    enabled: accountId !== null,
    placeholderData: keepPreviousData,
  });
  const people = (found.data?.data ?? []).filter((c) => c.account_id === accountId);
  const options = [...(chosen && !people.some((c) => c.id === value) ? [chosen] : []), ...people];
  const label = "Primary contact";
  return (
    <Select
      {...(bare ? { "aria-label": label } : { label })}
      description={accountId ? undefined : "Choose the account first."}
      error={error}
      disabled={accountId === null}
      placeholder="Nobody"
      searchable
      clearable
      clearButtonProps={{
        "aria-label": "Clear primary contact",
        "aria-hidden": false,
        tabIndex: 0,
      }}
      autoFocus={autoFocus}
      defaultDropdownOpened={autoFocus}
      maxDropdownHeight={280}
      data={options.map((c) => ({ value: c.id, label: c.display_name }))}
      // The server did the matching.
      filter={({ options: all }) => all}
      value={chosen ? value : null}
      searchValue={text}
      onSearchChange={setText}
      onChange={onChange}
      nothingFoundMessage={
        found.error
          ? `The contacts could not be read: ${reason(found.error)}`
          : found.isPending
            ? "Searching"
            : search
              ? `No contact of this account matches “${search}”`
              : "This account has no contact yet"
      }
    />
  );
}
