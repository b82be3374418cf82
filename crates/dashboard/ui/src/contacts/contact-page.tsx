import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { api, call } from "../api/client";
import { isMissing } from "../api/errors";
import { mateOf, useTeam } from "../api/shared";
import { Need } from "../auth/need";
import personClasses from "../person/person.module.css";
import { PersonView } from "../person/person-view";
import { TeamAvatar } from "../ui/avatar";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";

export default function ContactPage() {
  return (
    <Need permission="crm:view" title="Contact">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const team = useTeam().data;
  const contact = useQuery({
    queryKey: ["contact", id],
    queryFn: () => call(api.GET("/contacts/{id}", { params: { path: { id } } })),
    refetchInterval: 15_000,
  });
  const mate = mateOf(team, contact.data?.assigned_to ?? null);
  return (
    <>
      <PageHeader
        title={contact.data?.display_name ?? "Contact"}
        crumbs={[{ label: "Contacts", to: "/contacts" }]}
      />
      <div className="scroll">
        {contact.data ? (
          <PersonView
            person={contact.data}
            badges={
              <>
                <span className="badge">Contact</span>
                {mate && (
                  <span className={personClasses.menuButton}>
                    <TeamAvatar mate={mate} size="s" silent />
                    <span>{mate.name}</span>
                  </span>
                )}
              </>
            }
          />
        ) : isMissing(contact.error) ? (
          <Empty
            pad
            title="This contact is not here"
            why="It was deleted, or the link belongs to another workspace."
          >
            <Link className="link" to="/contacts">
              Go to all contacts
            </Link>
          </Empty>
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
