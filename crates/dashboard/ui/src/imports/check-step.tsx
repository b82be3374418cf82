import { reason } from "../api/errors";
import type { Import, ImportPlan } from "../api/types";
import { count } from "../lib/text";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { useDryRun } from "./api";
import { Counts } from "./counts";
import classes from "./imports.module.css";

/** The whole file is gone through, and nothing is changed. */
export function CheckStep({ of, plan }: { of: Import; plan: ImportPlan }) {
  const dry = useDryRun(of.id, plan);
  if (!dry.data) {
    return dry.error ? (
      <LoadFailed what="the check" error={dry.error} retry={() => dry.refetch()} />
    ) : (
      <SkeletonBlock height={180} pad={0} />
    );
  }
  const { problems, failed } = dry.data;
  return (
    <div aria-busy={dry.isFetching}>
      <Counts of={dry.data} />
      {dry.error && <ErrorNote>Not checked again: {reason(dry.error)}</ErrorNote>}
      {problems.length === 0 ? (
        <Empty
          title="Every row can be read"
          why="Nothing has been changed yet. The import can be taken back for 30 days."
        />
      ) : (
        <section aria-label="Problems" className={classes.problems}>
          <h2>
            {failed > problems.length
              ? `The first ${problems.length} of ${count(failed, "row")} that cannot be imported`
              : `${count(failed, "row")} cannot be imported`}
          </h2>
          <p className="t3">
            The others are. Afterwards a file has the failed rows with the reason of each, to be
            mended and imported.
          </p>
          <table className={`t ${classes.problemTable}`} aria-label="Rows that cannot be imported">
            <thead>
              <tr>
                <th>Row</th>
                <th>Column</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {problems.map((p) => (
                <tr key={`${p.row} ${p.column} ${p.message}`}>
                  <td className="num">{p.row.toLocaleString("en")}</td>
                  <td className="wrap">{p.column}</td>
                  <td className="wrap">{p.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
