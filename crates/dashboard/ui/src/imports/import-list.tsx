import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Import } from "../api/types";
import { shortDate } from "../lib/time";
import { useNow } from "../lib/use-now";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import { deleteImport, useImports } from "./api";
import classes from "./import-list.module.css";
import { isRevertible, isUnderWay, progress } from "./step";
import { STATES } from "./words";

/** What was imported before, the newest first. */
export function ImportList() {
  const imports = useImports();
  const [deleting, setDeleting] = useState<Import | null>(null);
  return (
    <section aria-label="Earlier imports" className={classes.list}>
      <h2>Earlier imports</h2>
      {imports.error && !imports.data ? (
        <LoadFailed what="the imports" error={imports.error} retry={() => imports.refetch()} />
      ) : !imports.data ? (
        <SkeletonRows rows={3} height={44} />
      ) : imports.data.length === 0 ? (
        <Empty
          title="Nothing has been imported yet"
          why="Each import stays here with its counts, and can be taken back for 30 days."
        />
      ) : (
        <table className={`t ${classes.table}`} data-lg aria-label="Earlier imports">
          <thead>
            <tr>
              <th>File</th>
              <th>State</th>
              <th className="r">New</th>
              <th className="r">Updated</th>
              <th className="r">Skipped</th>
              <th className="r">Failed</th>
              <th>When</th>
              <th>Revert until</th>
              <th>
                <span className="srOnly">Delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {imports.data.map((i) => (
              <Row key={i.id} of={i} onDelete={() => setDeleting(i)} />
            ))}
          </tbody>
        </table>
      )}
      <Confirm
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={`Delete the import of ${deleting?.file_name}?`}
        action="Delete import"
        onConfirm={async () => {
          if (!deleting) return;
          await deleteImport(deleting.id);
          say("Import deleted, its leads are kept");
        }}
      >
        Its file and the record of its rows go for good, so that it cannot be reverted any more. The
        leads that it made are kept.
      </Confirm>
    </section>
  );
}

function Row({ of, onDelete }: { of: Import; onDelete: () => void }) {
  const now = useNow();
  const begun = of.state !== "uploaded";
  return (
    <tr>
      <td className="m wrap" dir="auto">
        <Link to={`/leads/import/${of.id}`}>{of.file_name}</Link>
      </td>
      <td>
        <span className="badge" data-color={STATES[of.state].color}>
          {STATES[of.state].label}
          {isUnderWay(of) && ` ${progress(of)}%`}
        </span>
      </td>
      {(["created", "updated", "skipped", "failed"] as const).map((key) => (
        <td key={key} className="r" data-label={LABELS[key]}>
          {begun ? of[key].toLocaleString("en") : ""}
        </td>
      ))}
      <td className={classes.when}>
        <TimeAgo at={of.created_at} />
        {of.created_by && <span className="t3"> by {of.created_by}</span>}
      </td>
      <td className={`t3 ${classes.until}`}>
        {isRevertible(of, now) && of.revertible_until ? shortDate(of.revertible_until, now) : ""}
      </td>
      <td className="r">
        {!isUnderWay(of) && (
          <ActionIcon aria-label={`Delete the import of ${of.file_name}`} onClick={onDelete}>
            <IconTrash {...I} />
          </ActionIcon>
        )}
      </td>
    </tr>
  );
}

const LABELS = { created: "new", updated: "updated", skipped: "skipped", failed: "failed" };
