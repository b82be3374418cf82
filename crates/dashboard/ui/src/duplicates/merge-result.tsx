import type { MergePreview } from "../api/types";
import { Tags } from "../ui/tags";
import { allTags, type Picked, takenValue } from "./choices";
import classes from "./merge.module.css";
import { movesWords } from "./words";

/** The record as it will be. */
export function MergeResult({ preview, picked }: { preview: MergePreview; picked: Picked }) {
  const { keep, other, fields, moves } = preview;
  const tags = allTags(preview);
  const moved = movesWords(moves);
  return (
    <section className="card" aria-label="Result">
      <div className="cardHead">
        <h2>Result</h2>
        <span className="aux">{keep.kind === "contact" ? "One contact" : "One lead"}</span>
      </div>
      <dl className={classes.result}>
        {fields.map((field) => {
          const value = takenValue(field, picked, preview);
          return (
            <div key={field.field} className={classes.fact}>
              <dt dir="auto">{field.label}</dt>
              <dd dir="auto" className={value === null ? "t3" : undefined}>
                {value ?? "Empty"}
              </dd>
            </div>
          );
        })}
        {tags.length > 0 && (
          <div className={classes.fact}>
            <dt>Tags</dt>
            <dd className={classes.tags}>
              <Tags tags={tags} max={12} />
            </dd>
          </div>
        )}
      </dl>
      <p className={classes.moves}>
        {moved ? (
          <>
            <b className="m">{moved}</b> of <span dir="auto">{other.display_name}</span> move over,
            with the whole history.
          </>
        ) : (
          <>
            The history of <span dir="auto">{other.display_name}</span> moves over.
          </>
        )}
      </p>
    </section>
  );
}
