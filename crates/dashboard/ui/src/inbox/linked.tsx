import { linkParts } from "./link-parts";
import classes from "./thread.module.css";

/** Somebody's text; what is an address in it can be followed, and learns nothing of where from. */
export function Linked({ text }: { text: string }) {
  return linkParts(text).map(({ at, text: part, link }) =>
    link ? (
      <a
        key={at}
        href={part}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className={classes.link}
      >
        {part}
      </a>
    ) : (
      part
    ),
  );
}
