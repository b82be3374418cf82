import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";
import { count } from "../lib/text";
import { Confirm } from "./confirm";
import { ErrorNote } from "./notes";
import classes from "./save-bar.module.css";

/** Floating bar for unsaved settings. Leaving the page asks first. */
export function SaveBar({
  changes,
  blocked,
  saving,
  failed,
  onSave,
  onDiscard,
}: {
  changes: number;
  /** Why it cannot be saved yet, for example "fix Retention first". */
  blocked?: string | null;
  saving: boolean;
  failed?: string | null;
  onSave: () => void;
  onDiscard: () => void;
}) {
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
    <>
      {dirty && (
        <section className={classes.bar} aria-label="Unsaved changes">
          <div className={classes.text}>
            <span className="m">{count(changes, "unsaved change")}</span>
            {blocked && <span className="t3">{blocked}</span>}
            {failed && <ErrorNote>{failed}</ErrorNote>}
          </div>
          <Button size="xs" onClick={onDiscard} disabled={saving}>
            Discard
          </Button>
          <Button
            size="xs"
            variant="filled"
            onClick={onSave}
            loading={saving}
            disabled={Boolean(blocked)}
          >
            Save
          </Button>
        </section>
      )}
      <Confirm
        opened={blocker.state === "blocked"}
        onClose={() => blocker.reset?.()}
        title={`Leave with ${count(changes, "unsaved change")}?`}
        action="Leave without saving"
        onConfirm={async () => blocker.proceed?.()}
      >
        What you changed on this page has not been saved.
      </Confirm>
    </>
  );
}
