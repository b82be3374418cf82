import { UnstyledButton } from "@mantine/core";
import type { Opportunity, OpportunityStage } from "../api/types";
import { isOpen, OPPORTUNITY_STAGE_ORDER, OPPORTUNITY_STAGES } from "../crm/words";
import { useNow } from "../lib/use-now";
import { StageGlyph } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import { stalledReason, timeInStage } from "./deal-text";
import classes from "./stage-path.module.css";

/** The six stages with the present one marked; a click moves the deal there. */
export function StagePath({
  deal,
  onMove,
}: {
  deal: Opportunity;
  /** Absent: only shown. */
  onMove?: (to: OpportunityStage) => void;
}) {
  const now = useNow();
  const stalled = stalledReason(deal, now);
  return (
    <section className="card" aria-label="Stage">
      <div className="cardHead">
        <h2>Stage</h2>
        <span className="aux">{OPPORTUNITY_STAGES[deal.stage].meaning}</span>
      </div>
      <ol className={classes.path}>
        {OPPORTUNITY_STAGE_ORDER.map((stage) => {
          const { label, look } = OPPORTUNITY_STAGES[stage];
          const here = stage === deal.stage;
          const step = (
            <>
              <StageGlyph look={look} />
              <span>
                {onMove && !here && <span className="srOnly">Move to </span>}
                {label}
              </span>
            </>
          );
          return (
            <li key={stage} aria-current={here ? "step" : undefined}>
              {onMove && !here ? (
                <UnstyledButton className={classes.step} onClick={() => onMove(stage)}>
                  {step}
                </UnstyledButton>
              ) : (
                <span className={classes.step}>{step}</span>
              )}
            </li>
          );
        })}
      </ol>
      <p className={classes.about} data-stalled={stalled ? true : undefined}>
        {isOpen(deal.stage) ? (stalled ?? timeInStage(deal, now)) : <Closed deal={deal} />}
      </p>
    </section>
  );
}

function Closed({ deal }: { deal: Opportunity }) {
  return (
    <>
      Closed {deal.closed_at && <TimeAgo at={deal.closed_at} format="full" />}
      {deal.stage === "closed_lost" && (
        <span dir="auto">
          {" "}
          · {deal.lost_reason ? `Reason: ${deal.lost_reason}` : "No reason given"}
        </span>
      )}
    </>
  );
}
