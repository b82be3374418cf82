import { useFocus } from "./focus-api";
import { totalOf } from "./focus-words";

/** How much asks for attention, beside Home in the sidebar; the page itself says it to screen readers. */
export function FocusCount({ className }: { className?: string }) {
  const { data } = useFocus({ mine: false, snoozed: false });
  const total = data ? totalOf(data) : 0;
  if (total === 0) return null;
  return (
    <span className={className} aria-hidden="true">
      {total > 999 ? "999+" : total}
    </span>
  );
}
