import { Skeleton } from "@mantine/core";
import { useDelayed } from "../lib/use-delayed";
import { SkeletonRows } from "../ui/skeleton";
import report from "./report.module.css";
import classes from "./site-activity.module.css";

const TILES = ["Pageviews", "Visitors", "Sessions", "Custom events"];
const CARDS = ["Top pages", "Top custom events", "Sources"];
const BARS = [100, 81, 52, 36, 27, 20];

/** The report's own shape while it is read. */
export function Loading() {
  const show = useDelayed(true);
  return (
    <div className={`${classes.content} ${classes.wait}`} aria-busy="true">
      <span className="srOnly">Loading</span>
      <div className={`card ${report.main}`}>
        <div className={report.tiles}>
          {TILES.map((label) => (
            <div key={label} className={`${report.tile} ${classes.waitTile}`}>
              <span className={report.label}>{label}</span>
              {show && <Skeleton height={20} width={84} mt={7} />}
              {show && <Skeleton height={10} width={112} mt={9} />}
            </div>
          ))}
        </div>
        <div className={classes.waitChart}>{show && <Skeleton height="100%" />}</div>
      </div>
      <div className={report.cards}>
        {CARDS.map((title) => (
          <div key={title} className="card">
            <div className="cardHead">
              <h2>{title}</h2>
            </div>
            <div className={classes.waitRows}>
              {BARS.map((w) => (
                <div key={w} style={{ height: 30 }}>
                  {show && <Skeleton height={30} width={`${w}%`} />}
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
      <div className="card">
        <div className="cardHead">
          <h2>Live visitors</h2>
        </div>
        <SkeletonRows rows={5} />
      </div>
    </div>
  );
}
