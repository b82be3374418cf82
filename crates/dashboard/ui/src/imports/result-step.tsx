import { Button, Group } from "@mantine/core";
import { IconArrowBackUp, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Import } from "../api/types";
import { count } from "../lib/text";
import { shortDate } from "../lib/time";
import { useNow } from "../lib/use-now";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { TimeAgo } from "../ui/time-ago";
import { errorsOf, revertImport } from "./api";
import { Counts } from "./counts";
import classes from "./imports.module.css";
import { isRevertible } from "./step";
import { keptSays, revertSays, STATES } from "./words";

/** What came of it, where the leads are, and the way back. */
export function ResultStep({ of }: { of: Import }) {
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const reverted = of.state === "reverted";
  const leads = leadsOf(of);
  const revertible = isRevertible(of, now);
  return (
    <div className={classes.result}>
      <div className={classes.running}>
        <h2>{TITLES[of.state] ?? STATES[of.state].label}</h2>
        <span className="t3 sm">
          {of.finished_at && (
            <>
              Finished <TimeAgo at={of.finished_at} />
            </>
          )}
          {of.created_by && ` by ${of.created_by}`}
        </span>
      </div>
      {reverted && <p className={classes.kept}>{keptSays(of.kept)}</p>}
      {of.error && <ErrorNote>{of.error}</ErrorNote>}
      <Counts of={of} linkOf={(key) => (key === "created" && !reverted ? leads : null)} />
      <Group gap={8} mt={16}>
        {!reverted && of.created + of.updated > 0 && (
          <Button component={Link} to={leads} variant="filled">
            See the leads
          </Button>
        )}
        {of.failed > 0 && (
          <Button
            component="a"
            href={errorsOf(of.id)}
            download
            leftSection={<IconDownload {...I} />}
          >
            Download {count(of.failed, "failed row")}
          </Button>
        )}
        {revertible && of.created + of.updated > 0 && (
          <Button
            data-danger
            leftSection={<IconArrowBackUp {...I} />}
            onClick={() => setAsking(true)}
          >
            Revert
          </Button>
        )}
        <Button component={Link} to="/leads/import" variant="subtle">
          Import another file
        </Button>
      </Group>
      {of.failed > 0 && (
        <p className="t3" style={{ marginTop: 10 }}>
          The file has the rows as they came, with a column that says why each failed. Mend them and
          upload it again.
        </p>
      )}
      {revertible && of.revertible_until && (
        <p className="t3" style={{ marginTop: 6 }}>
          It can be taken back until {shortDate(of.revertible_until, now)}.
        </p>
      )}
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Revert the import of ${of.file_name}?`}
        action="Revert import"
        onConfirm={() => revertImport(of.id)}
      >
        {revertSays(of)}
      </Confirm>
    </div>
  );
}

const TITLES: Partial<Record<Import["state"], string>> = {
  done: "Imported",
  failed: "The import stopped before its end",
  reverted: "Reverted",
};

/** The list with this import's leads on top: by its tag, or as closely as the list can say it. */
function leadsOf({ tags, pipeline_id }: Import): string {
  const query = new URLSearchParams({ view: "table", source: "import" });
  if (tags[0]) query.set("tag", tags[0]);
  if (pipeline_id) query.set("pipeline", pipeline_id);
  return `/leads?${query}`;
}
