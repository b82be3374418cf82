import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "react-router";
import type { VisitorDetail, VisitorRow } from "../api/types";
import person from "../person/person.module.css";
import { CopyButton } from "../ui/copy-button";
import { I } from "../ui/icon";
import classes from "./visitor.module.css";
import { VisitorMenu } from "./visitor-menu";
import { kindWord, VisitorAvatar } from "./visitor-name";
import { shortId } from "./words";

type Customer = NonNullable<VisitorRow["customer"]>;
export const recordAddress = ({ kind, id }: Pick<Customer, "kind" | "id">) =>
  kind === "lead" ? `/leads/${id}` : `/contacts/${id}`;

export function VisitorHeader({ visitor }: { visitor: VisitorDetail }) {
  const { customer, anon_visitor_id: anon } = visitor;
  return (
    <header className={person.header}>
      <VisitorAvatar customer={customer} size="l" />
      <div className={person.identity}>
        <div className={person.nameRow}>
          <h1 className={person.name} data-still dir="auto">
            {customer?.display_name ?? "Anonymous visitor"}
          </h1>
          <div className={person.badges}>
            {customer && (
              <span className="tag">
                <span>{kindWord[customer.kind]}</span>
              </span>
            )}
            {visitor.bot && (
              <span className="tag">
                <span>Robot</span>
              </span>
            )}
            {visitor.on_site && (
              <span className={classes.live}>
                <span className="dot" data-live />
                On the site now
              </span>
            )}
          </div>
        </div>
        <div className={classes.id}>
          <span className="t3">
            Visitor id <code title={anon}>{shortId(anon)}</code>
          </span>
          <CopyButton text={anon} label="Copy id" />
        </div>
      </div>
      <div className={person.actions}>
        {customer && (
          <Button
            component={Link}
            to={recordAddress(customer)}
            rightSection={<IconArrowRight {...I} />}
          >
            Open {customer.kind}
          </Button>
        )}
        <VisitorMenu visitor={visitor} />
      </div>
    </header>
  );
}
