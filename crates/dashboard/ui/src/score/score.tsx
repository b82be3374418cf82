import { Loader, Tooltip } from "@mantine/core";
import { type ReactNode, useId, useRef, useState } from "react";
import { reason } from "../api/errors";
import type { Person, ScoreExplained } from "../api/types";
import { useWhy } from "./api";
import classes from "./score.module.css";
import { signed } from "./words";

type Scored = Pick<Person, "id" | "score" | "score_source">;

/**
 * A score that says why, on hover and on focus. The reasons are read when somebody asks: cards and rows exist in
 * hundreds.
 */
export function Score({
  person,
  still = false,
  className,
  children,
}: {
  person: Scored;
  /** Inside of something that is pressed itself: for the pointer alone, the keyboard opens the record. */
  still?: boolean;
  className?: string;
  /** What stands there instead of the number. */
  children?: ReactNode;
}) {
  const target = useRef<HTMLElement>(null);
  const id = useId();
  const [asked, setAsked] = useState(false);
  const [open, setOpen] = useState(false);
  if (person.score === null) return null;
  const show = () => {
    setAsked(true);
    setOpen(true);
  };
  const hide = () => setOpen(false);
  const hover = { onMouseEnter: show, onMouseLeave: hide };
  const shown = children ?? person.score;
  return (
    <>
      {still ? (
        <span ref={target} className={`num ${className ?? ""}`} {...hover}>
          <span className="srOnly">Score </span>
          {shown}
        </span>
      ) : (
        <button
          ref={target as React.RefObject<HTMLButtonElement>}
          type="button"
          className={`num ${classes.ask} ${className ?? ""}`}
          aria-label={children ? undefined : `Score ${person.score}`}
          aria-describedby={open ? id : undefined}
          {...hover}
          onFocus={show}
          onBlur={hide}
          onKeyDown={(e) => {
            if (e.key !== "Escape" || !open) return;
            e.stopPropagation();
            hide();
          }}
        >
          {shown}
        </button>
      )}
      {asked && (
        <Tooltip
          target={target}
          opened={open}
          multiline
          w={288}
          position="bottom"
          label={
            <div id={id} className={classes.tip}>
              <Why person={person} open={open} />
            </div>
          }
        />
      )}
    </>
  );
}

function Why({ person, open }: { person: Scored; open: boolean }) {
  const why = useWhy(person.id, person.score, open);
  if (why.data) return <Reasons why={why.data} score={person.score} />;
  if (why.error) return <>The reasons could not be read: {reason(why.error)}</>;
  return <Loader size={14} color="var(--on-ink)" aria-label="Loading the reasons" />;
}

/** What adds up, the heaviest first. */
export function Reasons({ why, score }: { why: ScoreExplained; score: number | null }) {
  const parts = [...why.parts].sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const sum = parts.reduce((total, p) => total + p.points, 0);
  const given = why.source === "given";
  const cut = why.computed !== null && Math.round(sum) !== why.computed;
  return (
    <>
      <strong className={classes.head}>{given ? `${score}, given by hand` : `Why ${score}`}</strong>
      {given && (
        <span className={classes.aside}>
          {why.computed === null
            ? "There are no rules that would say otherwise."
            : `The rules say ${why.computed}:`}
        </span>
      )}
      {parts.length > 0 ? (
        <ul className={classes.parts}>
          {parts.map((p) => (
            <li key={`${p.kind}${p.label}`}>
              <span dir="auto">{p.label}</span>
              <span className="num">{signed(p.points)}</span>
            </li>
          ))}
        </ul>
      ) : (
        !given && <span className={classes.aside}>No rule fits, and nothing was done lately.</span>
      )}
      {cut && (
        <span className={classes.aside}>{signed(sum)} in all; a score is between 0 and 100.</span>
      )}
    </>
  );
}
