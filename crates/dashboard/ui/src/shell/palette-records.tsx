import { Spotlight } from "@mantine/spotlight";
import { IconCoin } from "@tabler/icons-react";
import type { SearchResults } from "../api/types";
import { LifecycleBadge } from "../crm/lifecycle-badge";
import { OPPORTUNITY_STAGES } from "../crm/words";
import { money } from "../lib/money";
import { CompanyAvatar, PersonAvatar } from "../ui/avatar";
import { I } from "../ui/icon";
import { StageBadge } from "../ui/stage";
import classes from "./palette.module.css";
import { Marked, Row } from "./palette-row";

export const isEmpty = (found: SearchResults) =>
  found.people.length + found.accounts.length + found.opportunities.length === 0;

/** The first of them, as they stand below. */
export const firstOf = ({ people, accounts, opportunities }: SearchResults) =>
  (people[0] ?? accounts[0] ?? opportunities[0])?.id;

/** Records that match, by their kind. */
export function Records({
  found,
  text,
  go,
}: {
  found: SearchResults;
  text: string;
  go: (to: string) => void;
}) {
  return (
    <>
      {found.people.length > 0 && (
        <Spotlight.ActionsGroup label="People" className={classes.group}>
          {found.people.map((p) => (
            <Row
              key={p.id}
              icon={<PersonAvatar name={p.display_name} />}
              label={<Marked text={p.display_name} match={text} />}
              about={[p.company, p.email].filter(Boolean).join(" · ")}
              onClick={() => go(p.kind === "lead" ? `/leads/${p.id}` : `/contacts/${p.id}`)}
            >
              {p.kind === "lead" ? "Lead" : "Contact"}
            </Row>
          ))}
        </Spotlight.ActionsGroup>
      )}
      {found.accounts.length > 0 && (
        <Spotlight.ActionsGroup label="Accounts" className={classes.group}>
          {found.accounts.map((a) => (
            <Row
              key={a.id}
              icon={<CompanyAvatar name={a.name} />}
              label={<Marked text={a.name} match={text} />}
              about={a.domain ?? ""}
              onClick={() => go(`/accounts/${a.id}`)}
            >
              <LifecycleBadge value={a.lifecycle_stage} />
            </Row>
          ))}
        </Spotlight.ActionsGroup>
      )}
      {found.opportunities.length > 0 && (
        <Spotlight.ActionsGroup label="Opportunities" className={classes.group}>
          {found.opportunities.map((o) => (
            <Row
              key={o.id}
              icon={<IconCoin {...I} />}
              label={<Marked text={o.name} match={text} />}
              about={o.account_name}
              onClick={() => go(`/opportunities/${o.id}`)}
            >
              {o.amount !== null && <span className="num">{money(o.amount, o.currency)}</span>}
              <StageBadge look={OPPORTUNITY_STAGES[o.stage].look} />
            </Row>
          ))}
        </Spotlight.ActionsGroup>
      )}
    </>
  );
}
