import type { ReactNode } from "react";
import type { ContactDetail, LeadDetail, LeadPatch } from "../api/types";
import { useCan } from "../auth/session";
import { AutomationsCard } from "../automations/automations-card";
import { NotesCard } from "../crm/notes-card";
import { DuplicateBanner } from "../duplicates/duplicate-banner";
import { ConversationsCard } from "../inbox/conversations-card";
import { Engagement } from "./engagement";
import classes from "./person.module.css";
import { PersonHeader } from "./person-header";
import { Profile } from "./profile";
import { SiteActivityCard } from "./site-activity";
import { TimelineCard } from "./timeline";

/** Lead and contact, page and drawer: one view. */
export function PersonView({
  person,
  drawer = false,
  onPatch,
  badges,
  actions,
  account,
  next,
  children,
}: {
  person: LeadDetail | ContactDetail;
  drawer?: boolean;
  /** Absent: nothing here can be edited. */
  onPatch?: (patch: LeadPatch) => Promise<unknown>;
  badges?: ReactNode;
  actions?: ReactNode;
  /** A contact's account, for the profile. */
  account?: ReactNode;
  /** What is planned with it, below who it is. */
  next?: ReactNode;
  /** Cards of its kind, below what is known of everybody. */
  children?: ReactNode;
}) {
  const can = useCan();
  return (
    <article className={classes.person} data-drawer={drawer || undefined}>
      <PersonHeader person={person} onPatch={onPatch} badges={badges} actions={actions} />
      {next}
      <DuplicateBanner person={person} />
      <div className={classes.layout}>
        <div className={classes.stack}>
          <Profile person={person} onPatch={onPatch} account={account} />
          <Engagement id={person.id} />
          <SiteActivityCard id={person.id} />
          {can("inbox:use") && <ConversationsCard person={person.id} />}
          {children}
        </div>
        <div className={classes.stack}>
          {can("crm:view") && (
            <NotesCard of={`${person.kind}s`} id={person.id} canEdit={can("crm:manage")} />
          )}
          {can("leads:view") && <AutomationsCard person={person.id} />}
          <TimelineCard of="customers" id={person.id} />
        </div>
      </div>
    </article>
  );
}
