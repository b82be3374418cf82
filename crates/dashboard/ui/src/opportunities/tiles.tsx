import { Link } from "react-router";
import { reason } from "../api/errors";
import type { Money, OpportunityPipeline } from "../api/types";
import { useSession } from "../auth/session";
import { isOpen } from "../crm/words";
import { money, moneyList } from "../lib/money";
import { ErrorNote } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { useTiles } from "./api";
import { deals } from "./deal-text";
import { type DealFilters, tableOf } from "./opportunities-url";
import classes from "./tiles.module.css";

/** What is in play, what of it is likely, and what was won; each opens what it counts (H36). */
export function Tiles({ filters }: { filters: DealFilters }) {
  const { data, error } = useTiles(filters);
  if (error && !data) {
    return (
      <div className={classes.place}>
        <ErrorNote>The totals could not be read: {reason(error)}</ErrorNote>
      </div>
    );
  }
  return (
    <div className={classes.place}>
      <section className={`card ${classes.tiles}`} aria-label="Totals">
        {data ? <Sums data={data} filters={filters} /> : <SkeletonBlock height={92} />}
      </section>
    </div>
  );
}

function Sums({ data, filters }: { data: OpportunityPipeline; filters: DealFilters }) {
  const number = (wanted: (stage: OpportunityPipeline["stages"][number]) => boolean) =>
    data.stages.filter(wanted).reduce((sum, s) => sum + s.count, 0);
  const open = tableOf({ ...filters, stage: null, state: "open", page: 1 });
  return (
    <>
      <Tile
        label="Open Pipeline"
        sums={data.open_pipeline}
        about={`${deals(number((s) => isOpen(s.stage)))} open`}
        to={open}
      />
      <Tile
        label="Weighted"
        sums={data.weighted}
        about="Amount × probability, open only"
        to={open}
      />
      <Tile
        label="Won"
        sums={data.won}
        about={`${deals(number((s) => s.stage === "closed_won"))} won`}
        to={tableOf({ ...filters, stage: "closed_won", state: null, page: 1 })}
      />
    </>
  );
}

function Tile({
  label,
  sums: [first, ...others],
  about,
  to,
}: {
  label: string;
  sums: Money[];
  about: string;
  to: string;
}) {
  const { currency } = useSession().workspace;
  return (
    <Link to={to} className={classes.tile}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>
        {first ? money(first.amount, first.currency) : money("0", currency)}
      </span>
      <span className={classes.about}>
        <span className={classes.why}>{about}</span>
        {others.length > 0 && <span>plus {moneyList(others)}</span>}
      </span>
    </Link>
  );
}
