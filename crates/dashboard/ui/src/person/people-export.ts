import { api, call } from "../api/client";
import { reason } from "../api/errors";
import { queryClient } from "../api/query";
import type { DataExport, ExportFilters } from "../api/types";
import { fileOf } from "../exports/api";
import { isUnderWay, progress } from "../exports/words";
import { count } from "../lib/text";
import { say, sayRefused, sayWorking } from "../ui/toast";

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Whichever page is open by then: the file comes without being asked for again. */
function download(made: DataExport) {
  const link = document.createElement("a");
  link.href = fileOf(made.id);
  link.download = "";
  link.click();
}

/** All that the filters find as CSV: starts the job, says how far it is, takes the file. */
export async function exportPeople(object: "leads" | "contacts", filters: ExportFilters) {
  const line = sayWorking(`Exporting ${object}`);
  try {
    let made = await call(api.POST("/exports", { body: { object, format: "csv", filters } }));
    void queryClient.invalidateQueries({ queryKey: ["exports"] });
    while (isUnderWay(made)) {
      await pause(1000);
      const params = { path: { id: made.id } };
      made = await call(api.GET("/exports/{id}", { params }));
      if (made.total > 0) line.change(`Exporting ${object}, ${progress(made)}%`);
    }
    if (made.state === "failed") throw new Error(made.error ?? "The server gave no reason.");
    download(made);
    say(`${count(made.rows, object.slice(0, -1))} exported`);
  } catch (error) {
    sayRefused(`${object === "leads" ? "Leads" : "Contacts"} not exported: ${reason(error)}`);
  } finally {
    line.close();
  }
}
