import { type MonthBars, monthName } from "./forecast-bars";
import classes from "./reports.module.css";

const height = (share: number) => ({ height: `${share * 100}%` });

/** Two bars a month: what is open, filled as far as it is likely, and what was won. */
export function ForecastChart({ bars, currency }: { bars: MonthBars[]; currency: string }) {
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.legend}>
        <Key of="open">Open</Key>
        <Key of="weighted">Weighted</Key>
        <Key of="won">Won</Key>
        <span className="t3">in {currency}</span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by keys as well */}
      <section className={classes.scroll} tabIndex={0} aria-label="Chart">
        <div
          className={classes.chart}
          role="img"
          aria-label={`Open, weighted and won amounts in ${currency} by close month. The table below holds the numbers.`}
        >
          {bars.map((b) => (
            <div key={b.month} className={classes.column}>
              <div className={classes.plot}>
                <span className={classes.open} style={height(b.open)} />
                <span className={classes.weighted} style={height(b.weighted)} />
                <span className={classes.won} style={height(b.won)} />
              </div>
              <span className={classes.tick}>{monthName(b.month, "short")}</span>
            </div>
          ))}
        </div>
      </section>
    </figure>
  );
}

function Key({ of, children }: { of: "open" | "weighted" | "won"; children: string }) {
  return (
    <span className={classes.key}>
      <span className={classes.swatch} data-of={of} aria-hidden="true" />
      {children}
    </span>
  );
}
