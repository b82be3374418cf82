import { useEffect } from "react";
import { useBlocker } from "react-router";
import { count } from "../lib/text";
import { Confirm } from "./confirm";

/** Leaving a page with unsaved changes asks first; closing its tab does as well. */
export function LeaveGuard({ changes }: { changes: number }) {
  const dirty = changes > 0;
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  return (
    <Confirm
      opened={blocker.state === "blocked"}
      onClose={() => blocker.reset?.()}
      title={`Leave with ${count(changes, "unsaved change")}?`}
      action="Leave without saving"
      onConfirm={async () => blocker.proceed?.()}
    >
      What you changed on this page has not been saved.
    </Confirm>
  );
}
