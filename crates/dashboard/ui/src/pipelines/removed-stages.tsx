import { Button } from "@mantine/core";
import { count } from "../lib/text";
import { StageGlyph, stageLook } from "../ui/stage";
import classes from "./pipelines.module.css";
import type { StageDraft } from "./stage-draft";

/** What will go when it is saved, and the way back until then. */
export function RemovedStages({
  stages,
  into,
  leads,
  onBack,
  onChoose,
}: {
  stages: StageDraft[];
  into: (key: string) => string | undefined;
  leads: (key: string) => number;
  onBack: (stage: StageDraft) => void;
  /** Leads came in after it had been taken away as an empty one. */
  onChoose: (stage: StageDraft) => void;
}) {
  if (stages.length === 0) return null;
  return (
    <ul className={classes.removed} aria-label="Removed when you save">
      {stages.map((s) => {
        const look = stageLook([{ ...s, id: s.key, position: 0 }], s.key);
        const target = into(s.key);
        return (
          <li key={s.key}>
            {look && <StageGlyph look={look} />}
            <span className="wrap">
              <s>{s.name}</s>{" "}
              <span className="t3">
                goes when you save
                {target && leads(s.key) > 0 && `, ${count(leads(s.key), "lead")} to ${target}`}
              </span>
            </span>
            {!target && leads(s.key) > 0 && (
              <Button size="xs" onClick={() => onChoose(s)}>
                Choose where its {count(leads(s.key), "lead")} go
              </Button>
            )}
            <Button size="xs" variant="subtle" onClick={() => onBack(s)}>
              Put back
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
