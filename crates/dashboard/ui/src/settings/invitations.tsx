import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { Invitation } from "../api/types";
import { ROLES } from "../auth/need";
import { useNow } from "../lib/use-now";
import { Confirm } from "../ui/confirm";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import classes from "./list.module.css";

export const INVITATIONS = ["invitations"];

/** Who was invited and has not come yet. */
export function Invitations({ onInvite }: { onInvite: () => void }) {
  const now = useNow();
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const open = useQuery({
    queryKey: INVITATIONS,
    queryFn: async () => (await call(api.GET("/invitations"))).data,
  });
  return (
    <section aria-label="Invitations">
      <h2 className={classes.head}>Invitations</h2>
      {open.error && !open.data ? (
        <LoadFailed what="the invitations" error={open.error} retry={() => open.refetch()} />
      ) : !open.data ? (
        <SkeletonRows rows={2} height={56} />
      ) : open.data.length === 0 ? (
        <Empty
          pad
          title="Nobody is invited at the moment"
          why="An invitation stands here until it is accepted or revoked."
        >
          <Button onClick={onInvite}>Invite teammate</Button>
        </Empty>
      ) : (
        <ul className={classes.list}>
          {open.data.map((i) => (
            <li key={i.id} className={classes.item} aria-label={i.email}>
              <div className={`wrap ${classes.main}`}>
                <div className="m">{i.email}</div>
                <div className="t3 sm" dir="auto">
                  Invited <TimeAgo at={i.created_at} />
                  {i.invited_by && ` by ${i.invited_by}`}
                </div>
              </div>
              <span className={`t3 sm ${classes.joined}`}>
                {Date.parse(i.expires_at) > now ? "Works until " : "Expired "}
                <TimeAgo at={i.expires_at} format="full" />
              </span>
              <div className={classes.role}>{ROLES[i.role]}</div>
              <div className={classes.remove}>
                <Button
                  size="xs"
                  data-danger
                  aria-label={`Revoke the invitation of ${i.email}`}
                  onClick={() => setRevoking(i)}
                >
                  Revoke
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Confirm
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title="Revoke this invitation?"
        action="Revoke invitation"
        onConfirm={async () => {
          if (!revoking) return;
          await call(api.DELETE("/invitations/{id}", { params: { path: { id: revoking.id } } }));
          await queryClient.invalidateQueries({ queryKey: INVITATIONS });
          say(`Invitation of ${revoking.email} revoked`);
        }}
      >
        The link that {revoking?.email} got stops working at once.
      </Confirm>
    </section>
  );
}
