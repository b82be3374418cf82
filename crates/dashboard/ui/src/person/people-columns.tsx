import { mateOf } from "../api/shared";
import type { Person, Teammate } from "../api/types";
import { SOURCES } from "../lib/text";
import { Score } from "../score/score";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { Tags } from "../ui/tags";
import { TimeAgo } from "../ui/time-ago";
import classes from "./people.module.css";
import type { PeopleColumn } from "./people-table";

type Column = PeopleColumn<Person>;
const fact = { right: true, className: classes.hideSmall };

/** Text that gives way to the columns beside it; a missing one is said. */
export const cut = (text: string | null, none: string) => (
  <div className={`cut ${text ? "t2" : "t3"}`} dir="auto" title={text ?? undefined}>
    {text ?? none}
  </div>
);

export const source: Column = {
  label: "Source",
  className: classes.hideSmall,
  cell: (p) => <span className="t2">{SOURCES[p.source] ?? p.source}</span>,
};
export const tags: Column = {
  label: "Tags",
  className: classes.hideSmall,
  cell: (p) => (
    <span className="row" style={{ gap: 4 }}>
      {p.tags.length > 0 ? <Tags tags={p.tags} /> : <span className="t3">None</span>}
    </span>
  ),
};
export const assignee = (team: Teammate[]): Column => ({
  label: "Assignee",
  className: classes.hideSmall,
  cell: (p) => {
    const mate = mateOf(team, p.assigned_to);
    return (
      <span className="row">
        {mate ? <TeamAvatar mate={mate} size="s" silent /> : <Unassigned size="s" silent />}
        <span className={mate ? "t2 cut" : "t3"}>{mate?.name ?? "Unassigned"}</span>
      </span>
    );
  },
});
export const score: Column = {
  ...fact,
  label: "Score",
  sort: "score",
  cell: (p) => (p.score === null ? <span className="t3">None</span> : <Score person={p} />),
};
export const lastSeen: Column = {
  ...fact,
  label: "Last seen",
  sort: "last_seen_at",
  cell: (p) => (
    <span className="t3">{p.last_seen_at ? <TimeAgo at={p.last_seen_at} /> : "Never"}</span>
  ),
};
export const created: Column = {
  ...fact,
  label: "Created",
  sort: "created_at",
  cell: (p) => (
    <span className="t3">
      <TimeAgo at={p.created_at} />
    </span>
  ),
};
