import { MiddleCut } from "../site-activity/middle-cut";
import classes from "./messages.module.css";

/** A link of an email; where it leads learns nothing of where from. */
export function FollowedLink({ url }: { url: string }) {
  return (
    <a
      className={`link ${classes.followed}`}
      href={url}
      aria-label={url}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      <MiddleCut text={url} />
    </a>
  );
}
