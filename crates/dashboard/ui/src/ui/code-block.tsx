import classes from "./code-block.module.css";
import { CopyButton } from "./copy-button";

export function CodeBlock({
  text,
  label,
  lines = false,
}: {
  text: string;
  label: string;
  /** Lines are kept whole: the box scrolls sideways. */
  lines?: boolean;
}) {
  return (
    <div className={classes.block} data-lines={lines || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <div className={classes.copy}>
        <CopyButton text={text} />
      </div>
    </div>
  );
}
