import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { I } from "./icon";
import classes from "./pager.module.css";

export function Pager({
  page,
  limit,
  total,
  onPage,
}: {
  page: number;
  limit: number;
  total: number;
  onPage: (page: number) => void;
}) {
  if (total === 0) return null;
  const pages = Math.max(1, Math.ceil(total / limit));
  const from = (page - 1) * limit + 1;
  return (
    <nav className={classes.pager} aria-label="Pages">
      <span className="num">
        {from.toLocaleString("en")} to {Math.min(total, page * limit).toLocaleString("en")} of{" "}
        {total.toLocaleString("en")}
      </span>
      <ActionIcon aria-label="Previous page" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <IconChevronLeft {...I} />
      </ActionIcon>
      <ActionIcon aria-label="Next page" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        <IconChevronRight {...I} />
      </ActionIcon>
    </nav>
  );
}
