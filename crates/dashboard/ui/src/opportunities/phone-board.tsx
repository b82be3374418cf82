import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { Link } from "react-router";
import { mateOf } from "../api/shared";
import type { Opportunity, OpportunityColumn, OpportunityStage, Teammate } from "../api/types";
import { OPPORTUNITY_STAGES } from "../crm/words";
import cardClasses from "../leads/lead-card.module.css";
import leadsClasses from "../leads/leads-page.module.css";
import { moneyList } from "../lib/money";
import { ChoiceMenu } from "../ui/choice-menu";
import { I } from "../ui/icon";
import { Empty } from "../ui/notes";
import { StageGlyph } from "../ui/stage";
import { DealCard } from "./deal-card";
import classes from "./opportunities.module.css";
import { STAGE_CHOICES } from "./stage-choices";

/** One stage at a time; a card moves by its own menu. */
export function PhoneBoard({
  columns,
  team,
  canMove,
  stage,
  onStage,
  onMove,
  tableOf,
}: {
  columns: OpportunityColumn[];
  team: Teammate[];
  canMove: boolean;
  stage: OpportunityStage | null;
  onStage: (stage: OpportunityStage) => void;
  onMove: (deal: Opportunity, to: OpportunityStage) => void;
  tableOf: (stage: OpportunityStage) => string;
}) {
  const column = columns.find((c) => c.stage === stage) ?? columns[0];
  if (!column) return null;
  const here = OPPORTUNITY_STAGES[column.stage];
  return (
    <>
      <div className={leadsClasses.stageStrip} role="tablist" aria-label="Stage">
        {columns.map((c) => {
          const on = c.stage === column.stage;
          return (
            <UnstyledButton
              key={c.stage}
              role="tab"
              aria-selected={on}
              className={leadsClasses.stageTab}
              data-on={on || undefined}
              onClick={() => onStage(c.stage)}
            >
              <StageGlyph look={OPPORTUNITY_STAGES[c.stage].look} />
              {OPPORTUNITY_STAGES[c.stage].label}
              <span className="num t3">{c.count.toLocaleString("en")}</span>
            </UnstyledButton>
          );
        })}
      </div>
      <ul className={leadsClasses.phoneList} aria-label={here.label}>
        {column.count > 0 && (
          <li className={classes.phoneSums}>
            <span className="b wrap">{moneyList(column.totals, "No amounts")}</span>
            <span className="t3">{here.probability}% likely</span>
          </li>
        )}
        {column.cards.map((deal) => (
          <li key={deal.id}>
            <Link
              to={`/opportunities/${deal.id}`}
              className={`${cardClasses.card} ${canMove ? leadsClasses.phoneCard : ""}`}
            >
              <DealCard deal={deal} mate={mateOf(team, deal.owner_id)} />
            </Link>
            {canMove && (
              <div className={leadsClasses.phoneMove}>
                <ChoiceMenu
                  value={deal.stage}
                  choices={STAGE_CHOICES}
                  onChoose={(to) => onMove(deal, to)}
                >
                  <ActionIcon size="lg" aria-label={`Move ${deal.name} to another stage`}>
                    <IconArrowsExchange {...I} />
                  </ActionIcon>
                </ChoiceMenu>
              </div>
            )}
          </li>
        ))}
        {column.count === 0 && (
          <li>
            <Empty title={`No opportunity is in ${here.label}`} why={`${here.meaning}.`} />
          </li>
        )}
        {column.count > column.cards.length && (
          <li>
            <Link className="link" to={tableOf(column.stage)}>
              See all {column.count.toLocaleString("en")} in the table
            </Link>
          </li>
        )}
      </ul>
    </>
  );
}
