import type { ReactNode } from "react";
import type { Contact, Lead, LeadPatch } from "../api/types";
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
}: {
  person: Lead | Contact;
  drawer?: boolean;
  /** Absent: nothing here can be edited. */
  onPatch?: (patch: LeadPatch) => Promise<unknown>;
  badges?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <article className={classes.person} data-drawer={drawer || undefined}>
      <PersonHeader person={person} onPatch={onPatch} badges={badges} actions={actions} />
      <div className={classes.layout}>
        <div className={classes.stack}>
          <Profile person={person} onPatch={onPatch} />
          <Engagement id={person.id} />
          <SiteActivityCard id={person.id} />
        </div>
        <div className={classes.stack}>
          <TimelineCard id={person.id} />
        </div>
      </div>
    </article>
  );
}
