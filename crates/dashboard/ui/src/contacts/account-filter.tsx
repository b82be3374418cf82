import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../api/client";
import type { Id } from "../api/types";
import { FilterChip } from "../ui/filter-chip";

/** One account out of all of them: the server searches. */
export function AccountFilter({
  value,
  onChange,
}: {
  value: Id | null;
  onChange: (account: Id | null) => void;
}) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 200);
  const found = useQuery({
    queryKey: ["accounts", "filter", search],
    queryFn: () =>
      call(
        api.GET("/accounts", {
          params: {
            query: {
              search: search || undefined,
              limit: 20,
              sort_by: "name",
              sort_order: "asc",
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: value === null,
  });
  const chosen = useQuery({
    queryKey: ["account", value],
    queryFn: () => call(api.GET("/accounts/{id}", { params: { path: { id: value as Id } } })),
    enabled: value !== null,
  });
  const accounts = value === null ? (found.data?.data ?? []) : chosen.data ? [chosen.data] : [];
  return (
    <FilterChip
      label="Account"
      value={value}
      onChange={onChange}
      onSearch={setTyped}
      options={accounts.map((a) => ({ value: a.id, label: a.name }))}
    />
  );
}
