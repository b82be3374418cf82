import { ActionIcon, Button, UnstyledButton } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { Link } from "react-router";
import { mateOf } from "../api/shared";
import type { Id, Lead, Pipeline, Teammate } from "../api/types";
import { I } from "../ui/icon";
import { Empty } from "../ui/notes";
import { StageGlyph, stageLook } from "../ui/stage";
import type { Column } from "./board-state";
import { LeadCard } from "./lead-card";
import cardClasses from "./lead-card.module.css";
import classes from "./leads-page.module.css";
import { StageMenu } from "./stage-menu";

/** One stage at a time; a card moves by its own menu. */
export function PhoneBoard({
  pipeline,
  columns,
  team,
  canMove,
  stage,
  onStage,
  onOpen,
  onMore,
  loadingMore,
}: {
  pipeline: Pipeline;
  columns: Column[];
  team: Teammate[];
  canMove: boolean;
  stage: Id | null;
  onStage: (id: Id) => void;
  onOpen: (lead: Lead) => void;
  onMore: (stageId: Id) => void;
  loadingMore: Set<Id>;
}) {
  const column = columns.find((c) => c.stageId === stage) ?? columns[0];
  if (!column) return null;
  const left = column.count - column.cards.length;
  const here = pipeline.stages.find((s) => s.id === column.stageId);
  return (
    <>
      <div className={classes.stageStrip} role="tablist" aria-label="Stage">
        {columns.map((c) => {
          const look = stageLook(pipeline.stages, c.stageId);
          const on = c.stageId === column.stageId;
          return (
            look && (
              <UnstyledButton
                key={c.stageId}
                role="tab"
                aria-selected={on}
                className={classes.stageTab}
                data-on={on || undefined}
                onClick={() => onStage(c.stageId)}
              >
                <StageGlyph look={look} />
                {look.name}
                <span className="num t3">{c.count}</span>
              </UnstyledButton>
            )
          );
        })}
      </div>
      <ul className={classes.phoneList} aria-label={here?.name}>
        {column.cards.map((lead) => (
          <li key={lead.id}>
            <Link
              to={`/leads/${lead.id}`}
              className={`${cardClasses.card} ${canMove ? classes.phoneCard : ""}`}
              onClick={(event) => {
                event.preventDefault();
                onOpen(lead);
              }}
            >
              <LeadCard
                lead={lead}
                mate={mateOf(team, lead.assigned_to)}
                stage={here?.name ?? "this stage"}
              />
            </Link>
            {canMove && (
              <div className={classes.phoneMove}>
                <StageMenu lead={lead} stages={pipeline.stages}>
                  <ActionIcon size="lg" aria-label={`Move ${lead.display_name} to another stage`}>
                    <IconArrowsExchange {...I} />
                  </ActionIcon>
                </StageMenu>
              </div>
            )}
          </li>
        ))}
        {column.count === 0 && (
          <li>
            <Empty title={`No lead is in ${here?.name}`} why={here?.description} />
          </li>
        )}
        {left > 0 && (
          <li>
            <Button
              fullWidth
              size="lg"
              loading={loadingMore.has(column.stageId)}
              onClick={() => onMore(column.stageId)}
            >
              Show more, {left.toLocaleString("en")} left
            </Button>
          </li>
        )}
      </ul>
    </>
  );
}
