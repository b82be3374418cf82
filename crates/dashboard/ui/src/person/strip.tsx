import { useRef, useState } from "react";
import { count } from "../lib/text";
import { bucketDay } from "../lib/time";
import classes from "./engagement.module.css";
import { barHeight, intensity } from "./intensity";

/** 30 days, oldest left. One tab stop; arrows walk the days. */
export function Strip({
  buckets,
  low = false,
}: {
  buckets: { date: string; count: number }[];
  /** In a rail. */
  low?: boolean;
}) {
  const [hot, setHot] = useState<number | null>(null);
  const [stop, setStop] = useState(buckets.length - 1);
  const root = useRef<HTMLDivElement>(null);
  const max = Math.max(0, ...buckets.map((b) => b.count));
  const total = buckets.reduce((sum, b) => sum + b.count, 0);
  const busiest = buckets.find((b) => b.count === max);
  const name =
    total === 0
      ? "Events a day: none in the last 30 days"
      : `Events a day: ${count(total, "event")} in the last 30 days, most on ${busiest ? bucketDay(busiest.date).long : ""} with ${max}`;

  const walk = (event: React.KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -99, End: 99 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.min(buckets.length - 1, Math.max(0, stop + by));
    setStop(next);
    root.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
  };
  const shown = hot === null ? null : buckets[hot];

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of day buttons, not a form's fieldset
    <div
      ref={root}
      className={classes.strip}
      data-low={low || undefined}
      role="group"
      aria-label={name}
      onKeyDown={walk}
      onMouseLeave={() => setHot(null)}
    >
      {buckets.map((b, i) => {
        const today = i === buckets.length - 1;
        const level = intensity(b.count, max);
        return (
          <button
            key={b.date}
            type="button"
            className={classes.day}
            tabIndex={i === stop ? 0 : -1}
            aria-label={`${count(b.count, "event")} on ${bucketDay(b.date).long}, UTC${today ? ", so far" : ""}`}
            onMouseEnter={() => setHot(i)}
            onFocus={() => {
              setHot(i);
              setStop(i);
            }}
            onBlur={() => setHot(null)}
          >
            <span
              className={classes.bar}
              data-zero={b.count === 0 || undefined}
              data-today={(today && b.count > 0) || undefined}
              data-hot={hot === i || undefined}
              style={{
                height: b.count === 0 ? undefined : `${barHeight(b.count, max)}%`,
                backgroundColor: `var(--i${level})`,
              }}
            />
          </button>
        );
      })}
      {shown && hot !== null && (
        <span
          className={classes.tip}
          style={{
            left: `clamp(96px, ${((hot + 0.5) / buckets.length) * 100}%, calc(100% - 96px))`,
          }}
          aria-hidden="true"
        >
          <b>{count(shown.count, "event")}</b> · {bucketDay(shown.date).long}, UTC
        </span>
      )}
    </div>
  );
}
