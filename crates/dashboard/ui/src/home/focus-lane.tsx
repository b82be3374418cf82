import { Link, useSearchParams } from "react-router";
import type { Focus, FocusKind } from "../api/inbox-types";
import { useSession } from "../auth/session";
import { count } from "../lib/text";
import { todayLine } from "../lib/time";
import { useNow } from "../lib/use-now";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonBlock, SkeletonRows } from "../ui/skeleton";
import classes from "./focus.module.css";
import { type FocusView, useFocus } from "./focus-api";
import { FocusRow } from "./focus-row";
import { headline, KIND_ORDER, KINDS, tileAbout, totalOf } from "./focus-words";

/** What to do now and why (A24). */
export function FocusLane({ view }: { view: FocusView }) {
  const { data, error, refetch } = useFocus(view);
  if (!data) {
    if (error) {
      return <LoadFailed what="what needs attention" error={error} retry={() => void refetch()} />;
    }
    return (
      <>
        <SkeletonBlock height={92} pad={0} />
        <SkeletonRows rows={8} height={52} />
      </>
    );
  }
  const total = totalOf(data);
  return (
    <>
      <Heading view={view} focus={data} total={total} />
      {!view.snoozed && total > 0 && <Tiles focus={data} />}
      {total === 0 && <Nothing view={view} />}
      {KIND_ORDER.map((kind) => (
        <Section key={kind} kind={kind} focus={data} snoozed={view.snoozed} />
      ))}
    </>
  );
}

function Heading({ view, focus, total }: { view: FocusView; focus: Focus; total: number }) {
  const now = useNow();
  const [params] = useSearchParams();
  const other = new URLSearchParams(params);
  if (view.snoozed) other.delete("snoozed");
  else other.set("snoozed", "true");
  const title = view.snoozed
    ? `${total.toLocaleString("en")} snoozed`
    : total === 0
      ? "Nothing needs attention"
      : headline(total);
  return (
    <div className={classes.heading}>
      <div>
        <h2 className={classes.title}>{title}</h2>
        <p className="t3">
          {view.snoozed
            ? "Each comes back on its day."
            : `${todayLine(now)}${total > 0 ? ", most urgent first." : "."}`}
        </p>
      </div>
      {(view.snoozed || focus.snoozed > 0) && (
        <Link className="link" to={{ search: other.toString() }}>
          {view.snoozed ? "What needs attention" : `${focus.snoozed.toLocaleString("en")} snoozed`}
        </Link>
      )}
    </div>
  );
}

function Tiles({ focus }: { focus: Focus }) {
  const now = useNow();
  const { currency } = useSession().workspace;
  const kinds = KIND_ORDER.filter((kind) => focus.counts[kind] !== undefined);
  return (
    <section className={`card ${classes.tiles}`} aria-label="Counts">
      {kinds.map((kind) => {
        const number = focus.counts[kind] ?? 0;
        const items = focus.items.filter((item) => item.kind === kind);
        const inside = (
          <>
            <span className={classes.label}>{KINDS[kind].label}</span>
            <span className={`num ${classes.value}`}>{number.toLocaleString("en")}</span>
            <span className={classes.label}>
              {number === 0 ? "none now" : tileAbout(kind, items, number, now, currency)}
            </span>
          </>
        );
        return number > 0 ? (
          <a key={kind} href={`#${kind}`} className={classes.tile}>
            {inside}
          </a>
        ) : (
          <div key={kind} className={classes.tile}>
            {inside}
          </div>
        );
      })}
    </section>
  );
}

function Section({ kind, focus, snoozed }: { kind: FocusKind; focus: Focus; snoozed: boolean }) {
  const number = focus.counts[kind] ?? 0;
  const items = focus.items.filter((item) => item.kind === kind);
  const { label, icon: Icon, all } = KINDS[kind];
  if (items.length === 0) return null;
  return (
    <section id={kind} aria-label={label} className={classes.section}>
      <div className={classes.head}>
        <Icon {...I} />
        <h3 className={classes.kind}>{label}</h3>
        <span className="t3 num">{number.toLocaleString("en")}</span>
        <span className="sp" />
        {all && !snoozed && (
          <Link className="link" to={all}>
            Open the list
          </Link>
        )}
      </div>
      <ul className={classes.list}>
        {items.map((item) => (
          <FocusRow key={item.id} item={item} />
        ))}
      </ul>
      {items.length < number && (
        <p className={`t3 ${classes.rest}`}>
          The {items.length} most urgent. {count(number - items.length, "more is", "more are")}{" "}
          waiting.
        </p>
      )}
    </section>
  );
}

function Nothing({ view }: { view: FocusView }) {
  return (
    <div className={classes.nothing}>
      {view.snoozed ? (
        <Empty
          title="Nothing is snoozed"
          why="Snooze what can wait with the clock on its row, and it comes back here on its day."
        />
      ) : (
        <Empty
          title={view.mine ? "Nothing of yours waits" : "Everything is looked after"}
          why="Hot visitors, stalled deals and leads, accounts at risk, renewals and failed automations show up here as soon as there are any."
        >
          {view.mine && (
            <Link className="link" to={{ search: "" }}>
              See everyone's
            </Link>
          )}
        </Empty>
      )}
    </div>
  );
}
