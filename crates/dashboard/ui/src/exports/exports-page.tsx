import { useState } from "react";
import { usePipelines, useTeam } from "../api/shared";
import type { DataExport } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { SettingsPage } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { say } from "../ui/toast";
import { useWidgets } from "../widgets/api";
import { deleteExport, useExports } from "./api";
import { ExportRow } from "./export-row";
import classes from "./exports.module.css";
import { NewExport } from "./new-export";
import { contents, isUnderWay, type Known, OBJECT_NAMES, OBJECTS } from "./words";

export default function ExportsPage() {
  const can = useCan();
  const any = OBJECT_NAMES.map((o) => OBJECTS[o].permission).find(can);
  return (
    <Need permission={any ?? "leads:manage"} title="Data export">
      <Exports />
    </Need>
  );
}

function Exports() {
  const exports = useExports();
  const known: Known = {
    widgets: useWidgets().data,
    team: useTeam().data,
    pipelines: usePipelines(useCan()("leads:view")).data,
  };
  const [deleting, setDeleting] = useState<DataExport | null>(null);
  return (
    <SettingsPage title="Data export">
      <NewExport />
      <section className={classes.list} aria-label="Exports">
        <h2>Exports</h2>
        {exports.error && !exports.data ? (
          <LoadFailed what="the exports" error={exports.error} retry={() => exports.refetch()} />
        ) : !exports.data ? (
          <SkeletonRows rows={3} height={64} />
        ) : exports.data.length === 0 ? (
          <Empty
            title="No export yet"
            why="Start one above. Its file is kept here for 7 days, for everybody who may export the same."
          />
        ) : (
          <ul className={classes.items}>
            {exports.data.map((e) => (
              <ExportRow key={e.id} made={e} known={known} onDelete={() => setDeleting(e)} />
            ))}
          </ul>
        )}
      </section>
      <Confirm
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={
          deleting && isUnderWay(deleting) ? "Stop and delete this export?" : "Delete this export?"
        }
        action="Delete export"
        onConfirm={async () => {
          if (!deleting) return;
          await deleteExport(deleting.id);
          say("Export deleted");
        }}
      >
        {deleting && contents(deleting, known)}. Its file goes for good; what it was made from
        stays.
      </Confirm>
    </SettingsPage>
  );
}
