import { ActionIcon, Button, Progress } from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import type { DataExport } from "../api/types";
import { count } from "../lib/text";
import { shortDate } from "../lib/time";
import { useNow } from "../lib/use-now";
import { I, IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { TimeAgo } from "../ui/time-ago";
import { fileOf } from "./api";
import classes from "./exports.module.css";
import { contents, isUnderWay, type Known, progress, STATES, size } from "./words";

export function ExportRow({
  made,
  known,
  onDelete,
}: {
  made: DataExport;
  known: Known;
  onDelete: () => void;
}) {
  const now = useNow();
  const what = contents(made, known);
  const gone = Date.parse(made.expires_at) <= now;
  return (
    <li className={classes.item} aria-label={what}>
      <div className={classes.main}>
        <div className="row" style={{ flexWrap: "wrap", rowGap: 4 }}>
          <span className="badge" data-color={STATES[made.state].color}>
            {STATES[made.state].label}
          </span>
          <span className="m wrap" dir="auto">
            {what}
          </span>
          <span className="tag">
            <span>{made.format.toUpperCase()}</span>
          </span>
        </div>
        <div className={`t3 sm ${classes.facts}`}>
          <span>
            Started <TimeAgo at={made.created_at} />
            {made.created_by && ` by ${made.created_by}`}
          </span>
          {made.state === "done" && (
            <>
              <span className="num">
                {count(made.rows, "row")}, {size(made.bytes)}
              </span>
              <span>
                {gone ? "File removed" : "Kept until"}{" "}
                <time dateTime={made.expires_at}>{shortDate(made.expires_at, now)}</time>
              </span>
            </>
          )}
        </div>
        {isUnderWay(made) && <Bar made={made} />}
        {made.state === "failed" && (
          <ErrorNote>{made.error ?? "It failed and gave no reason."} Start it again.</ErrorNote>
        )}
      </div>
      <div className={classes.actions}>
        {made.state === "done" && !gone && (
          <Button
            component="a"
            size="xs"
            href={fileOf(made.id)}
            download
            leftSection={<IconDownload {...IS} />}
          >
            Download
          </Button>
        )}
        <ActionIcon aria-label={`Delete export: ${what}`} onClick={onDelete}>
          <IconTrash {...I} />
        </ActionIcon>
      </div>
    </li>
  );
}

function Bar({ made }: { made: DataExport }) {
  const counting = made.total === 0;
  return (
    <div className={classes.progress}>
      <Progress
        value={progress(made)}
        size={6}
        aria-label={counting ? "Counting rows" : "Rows written"}
      />
      <span className="t3 sm num">
        {counting
          ? made.state === "queued"
            ? "Waiting for its turn"
            : "Counting rows"
          : `${made.rows.toLocaleString("en")} of ${count(made.total, "row")}`}
      </span>
    </div>
  );
}
