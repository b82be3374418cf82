import { reason } from "../api/errors";
import type { DataExport, ExportFilters, ExportObject } from "../api/types";
import { count } from "../lib/text";
import { sayAnd, sayRefused, sayWorking } from "../ui/toast";
import { changed, fileOf, postExport, readExport } from "./api";
import { isUnderWay, OBJECTS, progress } from "./words";

const PAUSE = 1000;
/** The connection may be away for a moment while the file is being made. */
const TRIES = 5;

/**
 * A CSV of a list as its filters show it, from anywhere: a line at the bottom says how far it is, and the file comes by
 * itself when it is ready. Whoever leaves finds it under Settings, Data export.
 */
export async function startExport(object: ExportObject, filters: ExportFilters): Promise<void> {
  const { plural } = OBJECTS[object];
  let made: DataExport;
  try {
    made = await postExport(object, "csv", filters);
  } catch (error) {
    sayRefused(`Not exported: ${reason(error)}`);
    return;
  }
  const line = sayWorking(`Exporting ${plural}`);
  try {
    made = await watch(made, (now) => line.change(working(now)));
  } catch (error) {
    sayRefused(`The export could not be followed: ${reason(error)} It is under Data export.`);
    return;
  } finally {
    line.close();
    void changed();
  }
  if (made.state === "failed") {
    sayRefused(`Not exported: ${made.error ?? "it failed and gave no reason."}`);
    return;
  }
  download(fileOf(made.id));
  sayAnd(`${count(made.rows, OBJECTS[object].one, plural)} exported`, {
    label: "Download again",
    run: () => download(fileOf(made.id)),
  });
}

/** "Exporting leads, 40%". */
export const working = (e: Pick<DataExport, "object" | "rows" | "total">) =>
  `Exporting ${OBJECTS[e.object].plural}${e.total > 0 ? `, ${progress(e)}%` : ""}`;

async function watch(made: DataExport, tell: (now: DataExport) => void): Promise<DataExport> {
  let now = made;
  let missed = 0;
  while (isUnderWay(now)) {
    await new Promise((wait) => setTimeout(wait, PAUSE));
    try {
      now = await readExport(made.id);
      missed = 0;
      tell(now);
    } catch (error) {
      missed += 1;
      if (missed >= TRIES) throw error;
    }
  }
  return now;
}

function download(href: string) {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}
