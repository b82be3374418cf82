import type { ReactNode } from "react";
import { Link } from "react-router";
import type { ContactDetail, LeadDetail, LeadPatch } from "../api/types";
import { useCan } from "../auth/session";
import { PersonAvatar } from "../ui/avatar";
import { InlineEdit } from "../ui/inline-edit";
import classes from "./person.module.css";

export function PersonHeader({
  person,
  onPatch,
  badges,
  actions,
}: {
  person: LeadDetail | ContactDetail;
  onPatch?: (patch: LeadPatch) => Promise<unknown>;
  badges?: ReactNode;
  actions?: ReactNode;
}) {
  const can = useCan();
  // Without a name the server shows email or phone instead; here the name itself is asked for.
  const name = person.name ?? "";
  return (
    <header className={classes.header}>
      <PersonAvatar name={person.display_name} size="l" />
      <div className={classes.identity}>
        <div className={classes.nameRow}>
          {onPatch ? (
            <h1 className={classes.name}>
              <InlineEdit
                label="Name"
                field="name"
                value={name}
                empty="Anonymous"
                className={classes.nameField}
                onSave={(v) => onPatch({ name: v || null })}
              />
            </h1>
          ) : (
            <h1 className={classes.name} data-still dir="auto">
              {person.name ?? person.display_name}
            </h1>
          )}
          <div className={classes.badges}>{badges}</div>
        </div>
        <div className={classes.below}>
          <div className={classes.email}>
            {onPatch ? (
              <InlineEdit
                label="Email"
                field="email"
                type="email"
                inputMode="email"
                dir="ltr"
                value={person.email ?? ""}
                empty="+ Add email"
                onSave={(v) => onPatch({ email: v || null })}
              />
            ) : (
              <span className={person.email ? "t2 wrap" : "t3"}>{person.email ?? "No email"}</span>
            )}
          </div>
          {person.originating_conversation_id && can("inbox:use") && (
            <Link
              className={`link ${classes.origin}`}
              to={`/inbox/${person.originating_conversation_id}`}
            >
              <span aria-hidden="true">→</span> View originating conversation
            </Link>
          )}
        </div>
      </div>
      <div className={classes.actions}>{actions}</div>
    </header>
  );
}
