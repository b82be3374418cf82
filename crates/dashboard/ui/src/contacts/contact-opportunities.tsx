import { OpportunityList } from "../accounts/opportunities-section";
import type { Contact } from "../api/types";
import { NewOpportunityButton } from "../crm/new-opportunity-button";
import { useContactOpportunities } from "./api";

export function ContactOpportunities({ contact, manage }: { contact: Contact; manage: boolean }) {
  return (
    <OpportunityList
      list={useContactOpportunities(contact.id)}
      action={
        manage && <NewOpportunityButton accountId={contact.account_id} contactId={contact.id} />
      }
      why="What this person is the primary contact of appears here."
    />
  );
}
