import { Button } from "@mantine/core";
import { count } from "../lib/text";
import { LeaveGuard } from "./leave-guard";
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
      <LeaveGuard changes={changes} />
    </>
  );
}
