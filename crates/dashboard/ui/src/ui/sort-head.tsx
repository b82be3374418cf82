import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { IS } from "./icon";

export interface Sort {
  by: string;
  order: "asc" | "desc";
}

/** A column head that sorts; the order is told to screen readers as well. */
export function SortHead({
  label,
  by,
  sort,
  onSort,
  right = false,
  first = "desc",
  className = "",
}: {
  label: string;
  by: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  right?: boolean;
  first?: "asc" | "desc";
  className?: string;
}) {
  const on = sort.by === by;
  const next = on ? (sort.order === "asc" ? "desc" : "asc") : first;
  return (
    <th
      className={right ? `r ${className}` : className}
      aria-sort={on ? (sort.order === "asc" ? "ascending" : "descending") : "none"}
    >
      <UnstyledButton
        fz={12}
        fw={500}
        c={on ? "var(--text)" : "inherit"}
        display="inline-flex"
        style={{ alignItems: "center", gap: 4 }}
        onClick={() => onSort({ by, order: next })}
      >
        {label}
        {on && (sort.order === "asc" ? <IconArrowUp {...IS} /> : <IconArrowDown {...IS} />)}
      </UnstyledButton>
    </th>
  );
}
