import { useInboxCounts } from "./counts";
import classes from "./unread-badge.module.css";

/** How many conversations wait to be read; a dot where there is no room for a number. */
export function UnreadBadge({ dot = false }: { dot?: boolean }) {
  const counts = useInboxCounts().data;
  const unread = counts ? counts.messaging.unread + counts.email.unread : 0;
  if (unread === 0) return null;
  return (
    <>
      <span className={dot ? classes.dot : classes.count} aria-hidden="true">
        {!dot && (unread > 99 ? "99+" : unread)}
      </span>
      <span className="srOnly">({unread} unread)</span>
    </>
  );
}
