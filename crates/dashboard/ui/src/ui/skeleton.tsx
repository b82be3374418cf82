import { Skeleton } from "@mantine/core";
import { useDelayed } from "../lib/use-delayed";

const WIDTHS = [70, 52, 61, 44, 66, 58];

/** Rows in the height of the rows they stand for. */
export function SkeletonRows({ rows = 8, height = 36 }: { rows?: number; height?: number }) {
  const show = useDelayed(true);
  return (
    <div aria-busy="true" style={{ minHeight: rows * height, padding: "0 20px" }}>
      <span className="srOnly">Loading</span>
      {show &&
        Array.from({ length: rows }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
          <div key={i} className="row" style={{ height, borderBottom: "1px solid var(--line)" }}>
            <Skeleton height={22} width={22} circle />
            <Skeleton height={10} width={`${WIDTHS[i % WIDTHS.length]}%`} maw={420} />
            <span className="sp" />
            <Skeleton height={10} width={44} />
          </div>
        ))}
    </div>
  );
}

export function SkeletonBlock({ height, pad = 16 }: { height: number; pad?: number }) {
  const show = useDelayed(true);
  return (
    <div aria-busy="true" style={{ height, padding: pad }}>
      <span className="srOnly">Loading</span>
      {show && <Skeleton height={height - pad * 2} radius="md" />}
    </div>
  );
}
