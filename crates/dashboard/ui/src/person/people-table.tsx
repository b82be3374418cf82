import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Id, Page, Person } from "../api/types";
import { Pager } from "../ui/pager";
import { SortHead } from "../ui/sort-head";
import classes from "./people.module.css";
import type { PeopleUrl, SetPeopleUrl } from "./people-url";

export interface PeopleColumn<P> {
  label: string;
  cell: (person: P) => ReactNode;
  className?: string;
  right?: boolean;
  /** What the API sorts by. */
  sort?: string;
}

/** Rows with boxes: what is picked, and how that changes. */
export interface PeoplePicks {
  isOn: (id: Id) => boolean;
  page: "none" | "some" | "all";
  /** `range`: from the last one that was picked. */
  onPick: (id: Id, shown: Id[], range: boolean) => void;
  onPage: (shown: Id[], on: boolean) => void;
}

/** Leads or contacts: the same table, with columns of its kind after the name (H49). */
export function PeopleTable<P extends Person>({
  label,
  page,
  stale,
  url,
  set,
  columns,
  address,
  below,
  onOpen,
  picks,
}: {
  label: string;
  page: Page<P>;
  /** An older answer, while the newer one is on its way. */
  stale: boolean;
  url: PeopleUrl;
  set: SetPeopleUrl;
  columns: PeopleColumn<P>[];
  address: (person: P) => string;
  /** Under the name, where a narrow screen leaves its column out. */
  below: (person: P) => string;
  /** Opens over the list where there is room; absent: always as a page. */
  onOpen?: (person: P) => void;
  /** Absent: nothing can be picked. */
  picks?: PeoplePicks;
}) {
  const shown = page.data.map((person) => person.id);
  const head = { sort: url.sort, onSort: (sort: PeopleUrl["sort"]) => set({ sort }) };
  return (
    <>
      <div className={classes.tableWrap}>
        <table className="t" aria-label={label} aria-busy={stale}>
          <thead>
            <tr>
              {picks && (
                <th className={classes.pickCell}>
                  <Checkbox
                    size="xs"
                    aria-label={`Select the ${label.toLowerCase()} of this page`}
                    checked={picks.page === "all"}
                    indeterminate={picks.page === "some"}
                    onChange={(e) => picks.onPage(shown, e.currentTarget.checked)}
                  />
                </th>
              )}
              <SortHead label="Name" by="name" first="asc" {...head} />
              {columns.map((c) =>
                c.sort ? (
                  <SortHead
                    key={c.label}
                    label={c.label}
                    by={c.sort}
                    right={c.right}
                    className={c.className}
                    {...head}
                  />
                ) : (
                  <th key={c.label} className={c.className}>
                    {c.label}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {page.data.map((person) => (
              <tr key={person.id} data-picked={picks?.isOn(person.id) || undefined}>
                {picks && (
                  <td className={classes.pickCell}>
                    <Checkbox
                      size="xs"
                      aria-label={`Select ${person.display_name}`}
                      checked={picks.isOn(person.id)}
                      // A range is picked with Shift, which would mark the text between as well.
                      onMouseDown={(e) => e.shiftKey && e.preventDefault()}
                      onChange={({ nativeEvent }) => {
                        const range = nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
                        picks.onPick(person.id, shown, range);
                      }}
                    />
                  </td>
                )}
                <td className={classes.nameCell}>
                  <Link
                    to={address(person)}
                    className={classes.nameLink}
                    onClick={(event) => {
                      if (!onOpen || event.ctrlKey || event.metaKey) return;
                      if (window.innerWidth < 768) return;
                      event.preventDefault();
                      onOpen(person);
                    }}
                  >
                    <span className="cut" dir="auto" title={person.display_name}>
                      {person.display_name}
                    </span>
                    <span className={`cut ${classes.below}`} dir="auto">
                      {below(person)}
                    </span>
                  </Link>
                </td>
                {columns.map((c) => (
                  <td key={c.label} className={`${c.right ? "r" : ""} ${c.className ?? ""}`}>
                    {c.cell(person)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager
        page={url.page}
        limit={page.limit}
        total={page.total}
        onPage={(to) => set({ page: to })}
      />
    </>
  );
}
