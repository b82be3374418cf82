import classes from "./report.module.css";

const TAIL = 14;

/** A path that gives way in its middle, as far as there is no room: both ends say something. */
export function MiddleCut({ text }: { text: string }) {
  if (text.length <= TAIL * 2) {
    return (
      <span className="cut" dir="auto">
        {text}
      </span>
    );
  }
  return (
    <span className={classes.middle} title={text}>
      <span className="cut">{text.slice(0, -TAIL)}</span>
      <span>{text.slice(-TAIL)}</span>
    </span>
  );
}
