import { Tooltip } from "@mantine/core";
import { age, ago, clock, dateTime, exact } from "../lib/time";
import { useNow } from "../lib/use-now";

type Format = "ago" | "age" | "clock" | "full";

/** A moment; hover or focus tells exactly when, here and in UTC. */
export function TimeAgo({
  at,
  format = "ago",
  className,
}: {
  at: string;
  format?: Format;
  className?: string;
}) {
  const now = useNow();
  const text =
    format === "full"
      ? dateTime(at)
      : format === "clock"
        ? clock(at)
        : format === "age"
          ? age(at, now)
          : ago(at, now);
  const { local, utc } = exact(at);
  return (
    <Tooltip
      multiline
      label={
        <>
          {local}
          <br />
          {utc}
        </>
      }
    >
      <time dateTime={at} className={className}>
        {text}
      </time>
    </Tooltip>
  );
}

/** The same without a tooltip of its own, for cards and rows that exist in hundreds. */
export function PlainTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const { local, utc } = exact(at);
  return (
    <time dateTime={at} title={`${local}\n${utc}`} className={className}>
      {age(at, now)}
    </time>
  );
}
