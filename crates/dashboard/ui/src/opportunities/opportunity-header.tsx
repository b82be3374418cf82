import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Opportunity } from "../api/types";
import { nextStage, OPPORTUNITY_STAGES } from "../crm/words";
import { money } from "../lib/money";
import { useNow } from "../lib/use-now";
import personClasses from "../person/person.module.css";
import { I } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import { StageBadge } from "../ui/stage";
import type { DealPatch } from "./api";
import { stalledReason } from "./deal-text";
import { DeleteDeal } from "./delete-deal";
import { GatedButton } from "./gated-button";
import classes from "./opportunity-page.module.css";
import type { Moves } from "./use-moves";

/** Absent: nothing can be edited. */
export type OnPatch = ((patch: DealPatch) => Promise<unknown>) | undefined;

export function OpportunityHeader({
  deal,
  onPatch,
  manage,
  gated,
  moves,
}: {
  deal: Opportunity;
  onPatch: OnPatch;
  manage: boolean;
  /** Why the controls do nothing, where the plan has no opportunities. */
  gated: string | null;
  moves: Moves;
}) {
  const stalled = stalledReason(deal, useNow());
  return (
    <header className={`${personClasses.header} ${classes.header}`}>
      <div className={personClasses.identity}>
        <div className={personClasses.nameRow}>
          {onPatch ? (
            <h1 className={personClasses.name}>
              <InlineEdit
                label="Name"
                field="name"
                value={deal.name}
                className={personClasses.nameField}
                onSave={(name) => onPatch({ name })}
              />
            </h1>
          ) : (
            <h1 className={personClasses.name} data-still dir="auto">
              {deal.name}
            </h1>
          )}
          <div className={personClasses.badges}>
            <StageBadge look={OPPORTUNITY_STAGES[deal.stage].look} />
            {stalled && (
              <span className="badge" data-color="amber" title={stalled}>
                Stalled
              </span>
            )}
          </div>
        </div>
        <div className="t2 wrap">
          <span className={deal.amount === null ? "t3" : "b num"}>
            {money(deal.amount, deal.currency)}
          </span>
          {" · "}
          <Link className="link" to={`/accounts/${deal.account_id}`} dir="auto">
            {deal.account.name}
          </Link>
        </div>
      </div>
      {manage && <Actions deal={deal} gated={gated} moves={moves} />}
    </header>
  );
}

function Actions({
  deal,
  gated,
  moves,
}: {
  deal: Opportunity;
  gated: string | null;
  moves: Moves;
}) {
  const [deleting, setDeleting] = useState(false);
  const next = nextStage(deal.stage);
  return (
    <div className={`${personClasses.actions} ${classes.actions}`}>
      {next ? (
        <>
          <GatedButton reason={gated} variant="filled" onClick={() => moves.moveTo(deal, next)}>
            Advance to {OPPORTUNITY_STAGES[next].label}
          </GatedButton>
          <GatedButton reason={gated} onClick={() => moves.moveTo(deal, "closed_won")}>
            Mark Won
          </GatedButton>
          <GatedButton reason={gated} onClick={() => moves.moveTo(deal, "closed_lost")}>
            Mark Lost
          </GatedButton>
        </>
      ) : (
        <GatedButton reason={gated} onClick={() => moves.moveTo(deal, "negotiation")}>
          Reopen
        </GatedButton>
      )}
      {gated ? (
        <Tooltip label={gated} events={{ hover: true, focus: true, touch: true }}>
          <ActionIcon variant="default" aria-label="More actions" data-disabled aria-disabled>
            <IconDots {...I} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" aria-label="More actions">
              <IconDots {...I} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconTrash {...I} />}
              data-danger
              onClick={() => setDeleting(true)}
            >
              Delete opportunity
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <DeleteDeal deal={deal} opened={deleting} onClose={() => setDeleting(false)} />
    </div>
  );
}
