import { ActionIcon, Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Audience } from "../api/types";
import { useCan } from "../auth/session";
import { count } from "../lib/text";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { Pager } from "../ui/pager";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { PAGE, useAudiences } from "./api";
import classes from "./broadcasts.module.css";
import { DeleteAudience } from "./delete-audience";
import { usePage } from "./use-page";

export default function AudiencesPage() {
  const { page, set } = usePage();
  const send = useCan()("messages:send");
  const audiences = useAudiences(page);
  const [deleting, setDeleting] = useState<Audience | null>(null);
  return (
    <>
      {audiences.error && !audiences.data ? (
        <LoadFailed
          what="the audiences"
          error={audiences.error}
          retry={() => audiences.refetch()}
        />
      ) : !audiences.data ? (
        <div className={classes.list}>
          <SkeletonRows rows={10} height={44} />
        </div>
      ) : audiences.data.total === 0 ? (
        <Empty
          pad
          title="No audience yet"
          why={
            send
              ? "An audience is a fixed list of people that a campaign goes to. Select leads on the board or in the table, then choose Create Broadcast Audience."
              : "An audience is a fixed list of people that a campaign goes to. Somebody who may send messages can make one out of leads."
          }
        >
          {send && (
            <Button component={Link} to="/leads">
              Go to Leads
            </Button>
          )}
        </Empty>
      ) : (
        <>
          <div className={classes.list}>
            <table
              className="t"
              data-lg
              aria-label="Audiences"
              aria-busy={audiences.isPlaceholderData}
            >
              <thead>
                <tr>
                  <th>Name</th>
                  <th className="r">Size</th>
                  <th className={classes.wideOnly}>Created</th>
                  {send && (
                    <th>
                      <span className="srOnly">Delete</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {audiences.data.data.map((a) => (
                  <tr key={a.id}>
                    <td className={classes.name}>
                      <Link to={`/broadcasts/audiences/${a.id}`} className="wrap" dir="auto">
                        {a.name}
                      </Link>
                      <span className={`t3 sm ${classes.narrow}`}>
                        <Made audience={a} />
                      </span>
                    </td>
                    <td className="r">{count(a.size, "person", "people")}</td>
                    <td className={`t3 ${classes.wideOnly}`}>
                      <Made audience={a} />
                    </td>
                    {send && (
                      <td className="r">
                        <ActionIcon
                          aria-label={`Delete the audience ${a.name}`}
                          onClick={() => setDeleting(a)}
                        >
                          <IconTrash {...I} />
                        </ActionIcon>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager page={page} limit={PAGE} total={audiences.data.total} onPage={set} />
        </>
      )}
      <DeleteAudience audience={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}

function Made({ audience }: { audience: Audience }) {
  const { name } = audience.created_by;
  return (
    <>
      <TimeAgo at={audience.created_at} />
      {name && (
        <>
          {" "}
          by <span dir="auto">{name}</span>
        </>
      )}
    </>
  );
}
