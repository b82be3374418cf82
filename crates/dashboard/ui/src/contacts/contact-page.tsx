import { Link, useParams } from "react-router";
import { isMissing, isStale } from "../api/errors";
import type { ContactDetail } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { OwnerMenu } from "../crm/owner-menu";
import { PersonView } from "../person/person-view";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { RecordSteps } from "../ui/record-steps";
import { SkeletonBlock } from "../ui/skeleton";
import { AccountProp } from "./account-prop";
import { type ContactPatch, patchContact, refreshContact, useContact } from "./api";
import { Companies } from "./companies";
import { ContactActions } from "./contact-actions";
import { ContactOpportunities } from "./contact-opportunities";

export default function ContactPage() {
  return (
    <Need permission="crm:view" title="Contact">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const contact = useContact(id);
  return (
    <>
      <PageHeader
        title={contact.data?.display_name ?? "Contact"}
        crumbs={[{ label: "Contacts", to: "/contacts" }]}
      >
        <RecordSteps of="contacts" id={id} />
      </PageHeader>
      <div className="scroll">
        {isMissing(contact.error) ? (
          <Empty
            pad
            title="This contact is not here"
            why="It was deleted or demoted to a lead, or the link belongs to another workspace."
          >
            <Link className="link" to="/contacts">
              Go to all contacts
            </Link>
          </Empty>
        ) : contact.data ? (
          <View key={id} contact={contact.data} />
        ) : contact.error ? (
          <LoadFailed what="this contact" error={contact.error} retry={() => contact.refetch()} />
        ) : (
          <>
            <SkeletonBlock height={92} />
            <SkeletonBlock height={240} />
            <SkeletonBlock height={140} />
          </>
        )}
      </div>
    </>
  );
}

function View({ contact }: { contact: ContactDetail }) {
  const manage = useCan()("crm:manage");
  const save = async (change: ContactPatch) => {
    try {
      return await patchContact(contact, change);
    } catch (error) {
      if (isStale(error)) refreshContact(contact.id);
      throw error;
    }
  };
  const patch = manage ? save : undefined;
  return (
    <PersonView
      person={contact}
      onPatch={patch}
      badges={
        <>
          <span className="badge">Contact</span>
          <OwnerMenu
            label="Assignee"
            none="Unassigned"
            ownerId={contact.assigned_to}
            onChoose={patch && ((assigned_to) => patch({ assigned_to }))}
          />
        </>
      }
      actions={<ContactActions contact={contact} manage={manage} />}
      account={
        <AccountProp contact={contact} onMove={patch && ((account_id) => patch({ account_id }))} />
      }
    >
      <ContactOpportunities contact={contact} manage={manage} />
      <Companies contact={contact} manage={manage} />
    </PersonView>
  );
}
