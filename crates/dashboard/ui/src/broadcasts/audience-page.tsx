import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { isMissing } from "../api/errors";
import type { Audience, PersonRef } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { count } from "../lib/text";
import { PersonAvatar } from "../ui/avatar";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { Pager } from "../ui/pager";
import { SkeletonBlock, SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { PAGE, useAudience, useMembers } from "./api";
import classes from "./broadcasts.module.css";
import { DeleteAudience } from "./delete-audience";
import { Identity } from "./identity";
import { NewCampaignButton } from "./new-campaign-button";
import { usePage } from "./use-page";

const CRUMBS = [
  { label: "Broadcasts", to: "/broadcasts" },
  { label: "Audiences", to: "/broadcasts/audiences" },
];

export default function AudiencePage() {
  return (
    <Need permission="leads:view" title="Audience">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const audience = useAudience(id);
  if (audience.data && !isMissing(audience.error)) return <View audience={audience.data} />;
  return (
    <>
      <PageHeader strong title="Audience" crumbs={CRUMBS} />
      <div className="scroll">
        {isMissing(audience.error) ? (
          <Empty
            pad
            title="This audience is not here"
            why="It was deleted, or the link belongs to another workspace."
          >
            <Link className="link" to="/broadcasts/audiences">
              Go to all audiences
            </Link>
          </Empty>
        ) : audience.error ? (
          <LoadFailed
            what="this audience"
            error={audience.error}
            retry={() => audience.refetch()}
          />
        ) : (
          <SkeletonBlock height={360} pad={24} />
        )}
      </div>
    </>
  );
}

function View({ audience }: { audience: Audience }) {
  const navigate = useNavigate();
  const send = useCan()("messages:send");
  const [deleting, setDeleting] = useState(false);
  const { created_by, created_at } = audience;
  return (
    <>
      <PageHeader title={audience.name} crumbs={CRUMBS} />
      <Identity
        name={audience.name}
        about={
          <>
            <span className="num">{count(audience.size, "person", "people")}</span>, made{" "}
            <TimeAgo at={created_at} />
            {created_by.name && ` by ${created_by.name}`}
          </>
        }
        actions={
          send && (
            <>
              <ActionIcon
                variant="default"
                aria-label="Delete audience"
                onClick={() => setDeleting(true)}
              >
                <IconTrash {...I} />
              </ActionIcon>
              <NewCampaignButton primary audience={audience.id} />
            </>
          )
        }
      />
      <Members audience={audience} />
      <DeleteAudience
        audience={deleting ? audience : null}
        onClose={() => setDeleting(false)}
        onGone={() => navigate("/broadcasts/audiences")}
      />
    </>
  );
}

function Members({ audience }: { audience: Audience }) {
  const { page, set } = usePage();
  const members = useMembers(audience.id, page);
  if (members.error && !members.data)
    return <LoadFailed what="the members" error={members.error} retry={() => members.refetch()} />;
  if (!members.data)
    return (
      <div className={classes.list}>
        <SkeletonRows rows={12} />
      </div>
    );
  if (members.data.total === 0)
    return (
      <Empty
        pad
        title="Nobody is left in it"
        why="Everybody in this audience was deleted since. A campaign to it would send nothing."
      />
    );
  return (
    <>
      <div className={classes.list}>
        <table className="t" aria-label="Members" aria-busy={members.isPlaceholderData}>
          <thead>
            <tr>
              <th>Name</th>
              <th>Kind</th>
            </tr>
          </thead>
          <tbody>
            {members.data.data.map((m) => (
              <tr key={m.id}>
                <td className={classes.name}>
                  <Link to={addressOf(m)} className={`row ${classes.member}`}>
                    <PersonAvatar name={m.display_name} size="s" />
                    <span className="wrap" dir="auto">
                      {m.display_name}
                    </span>
                  </Link>
                </td>
                <td className="t3">{m.kind === "lead" ? "Lead" : "Contact"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} limit={PAGE} total={members.data.total} onPage={set} />
    </>
  );
}

const addressOf = ({ id, kind }: PersonRef) =>
  kind === "lead" ? `/leads/${id}` : `/contacts/${id}`;
