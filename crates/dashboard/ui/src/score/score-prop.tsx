import type { Contact, Lead, LeadPatch } from "../api/types";
import { useCan } from "../auth/session";
import { orSay } from "../crm/or-say";
import { InlineEdit } from "../ui/inline-edit";
import { Prop, Still } from "../ui/prop";
import { useScoreModel, useWhy } from "./api";
import { Score } from "./score";
import classes from "./score.module.css";
import { inShort } from "./words";

/** The profile's line: the score, what it is made of, and the way back to the rules from one given by hand. */
export function ScoreProp({
  person,
  onPatch,
}: {
  person: Lead | Contact;
  /** Absent: nothing here can be edited. */
  onPatch?: (patch: LeadPatch) => Promise<unknown>;
}) {
  const value = person.score === null ? "" : String(person.score);
  const given = person.score !== null && person.score_source === "given";
  const why = useWhy(person.id, person.score, person.score !== null).data;
  const rules = useScoreModel(useCan()("leads:view") && given).data?.enabled;
  const short = why ? inShort(why, 2) : "";
  return (
    <Prop label="Score">
      <div className={classes.row}>
        <div className={classes.number}>
          {onPatch ? (
            <InlineEdit
              label="Score"
              field="score"
              inputMode="numeric"
              value={value}
              onSave={(v) => onPatch({ score: v === "" ? null : Number(v) })}
            >
              <span className="num b">{value}</span>
            </InlineEdit>
          ) : (
            <Still>{value && <span className="num b">{value}</span>}</Still>
          )}
        </div>
        {person.score !== null && (
          <div className={classes.why}>
            <Score person={person} className={given ? undefined : classes.reasons}>
              {given ? "Given by hand" : short || "Why"}
            </Score>
            {given && rules && onPatch && (
              <button
                type="button"
                className="link"
                onClick={() => orSay("Score", onPatch({ score: null }))}
              >
                Return to the rules
              </button>
            )}
          </div>
        )}
      </div>
    </Prop>
  );
}
