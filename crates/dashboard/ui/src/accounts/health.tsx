import classes from "./health.module.css";

/** 0 to 100; the number says it, the bar lets a column of them be compared. */
export function Health({ score }: { score: number | null }) {
  if (score === null) return <span className="t3">Unknown</span>;
  return (
    <span className={classes.health}>
      <HealthBar score={score} />
      <span className="num">{score}</span>
    </span>
  );
}

export function HealthBar({ score }: { score: number }) {
  return (
    <span className={classes.bar} aria-hidden="true">
      <span style={{ width: `${score}%` }} />
    </span>
  );
}
