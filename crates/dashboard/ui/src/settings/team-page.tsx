import { Button } from "@mantine/core";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { api, call } from "../api/client";
import { ApiError, reason } from "../api/errors";
import { queryClient } from "../api/query";
import { useTeam } from "../api/shared";
import type { InvitationCreated, Role, Teammate } from "../api/types";
import { Need, ROLES } from "../auth/need";
import { useCan, useSession } from "../auth/session";
import { TeamAvatar } from "../ui/avatar";
import { ChoiceMenu } from "../ui/choice-menu";
import { Confirm } from "../ui/confirm";
import { I, IS } from "../ui/icon";
import { LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say, sayRefused, sayWithUndo } from "../ui/toast";
import { Invitations } from "./invitations";
import { Invite, LinkShown } from "./invite";
import classes from "./list.module.css";
import { rolesToGive } from "./roles";
import { ReadOnly, SettingsPage } from "./settings-page";

const reload = () => queryClient.invalidateQueries({ queryKey: ["team"] });

async function giveRole(mate: Teammate, role: Role) {
  await call(api.PATCH("/users/{id}", { params: { path: { id: mate.id } }, body: { role } }));
  await reload();
}

/** A workspace never is without an owner. */
const why = (error: unknown, name: string) =>
  error instanceof ApiError && error.code === "last_owner"
    ? `${name} is the last owner. Make somebody else an owner first.`
    : reason(error);

export default function TeamPage() {
  return (
    <Need permission="crm:view" title="Team and roles">
      <Team />
    </Need>
  );
}

function Team() {
  const { user, role, workspace } = useSession();
  const manage = useCan()("settings:manage");
  const team = useTeam();
  const [inviting, setInviting] = useState(false);
  const [created, setCreated] = useState<InvitationCreated | null>(null);
  const [removing, setRemoving] = useState<Teammate | null>(null);
  const [stepping, setStepping] = useState<Role | null>(null);

  const change = async (mate: Teammate, to: Role) => {
    if (mate.id === user.id) return setStepping(to);
    try {
      await giveRole(mate, to);
      sayWithUndo(`${mate.name} is ${ROLES[to]} now`, () =>
        giveRole(mate, mate.role).catch((e) => sayRefused(why(e, mate.name))),
      );
    } catch (error) {
      sayRefused(`Role of ${mate.name} not changed: ${why(error, mate.name)}`);
    }
  };
  return (
    <SettingsPage
      title="Team and roles"
      action={
        manage && (
          <Button
            variant="filled"
            leftSection={<IconPlus {...I} />}
            onClick={() => setInviting(true)}
          >
            Invite teammate
          </Button>
        )
      }
    >
      {!manage && <ReadOnly />}
      <section aria-label="Members">
        <h2 className={classes.head}>Members</h2>
        {team.error && !team.data ? (
          <LoadFailed what="the team" error={team.error} retry={() => team.refetch()} />
        ) : !team.data ? (
          <SkeletonRows rows={4} height={56} />
        ) : (
          <ul className={classes.list}>
            {team.data.map((m) => (
              <li key={m.id} className={classes.item} aria-label={m.name}>
                <div className={`row ${classes.main}`}>
                  <TeamAvatar mate={m} silent />
                  <div className="wrap">
                    <div>
                      <span className="m" dir="auto">
                        {m.name}
                      </span>
                      {m.id === user.id && <span className="t3"> (you)</span>}
                    </div>
                    <div className="t3 sm">{m.email}</div>
                  </div>
                </div>
                <span className={`t3 sm ${classes.joined}`}>
                  Joined <TimeAgo at={m.created_at} />
                </span>
                <div className={classes.role}>
                  {manage && (m.role !== "super_admin" || role === "super_admin") ? (
                    <ChoiceMenu
                      value={m.role}
                      choices={rolesToGive(role)}
                      onChoose={(to) => change(m, to)}
                    >
                      <Button
                        size="xs"
                        variant="subtle"
                        aria-label={`Role of ${m.name}: ${ROLES[m.role]}`}
                        rightSection={<IconChevronDown {...IS} />}
                      >
                        {ROLES[m.role]}
                      </Button>
                    </ChoiceMenu>
                  ) : (
                    ROLES[m.role]
                  )}
                </div>
                {manage && (
                  <div className={classes.remove}>
                    {m.id !== user.id && (m.role !== "super_admin" || role === "super_admin") && (
                      <Button
                        size="xs"
                        data-danger
                        aria-label={`Remove ${m.name}`}
                        onClick={() => setRemoving(m)}
                      >
                        Remove
                      </Button>
                    )}
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      {manage && <Invitations onInvite={() => setInviting(true)} />}
      {inviting && (
        <Invite
          onClose={() => setInviting(false)}
          onCreated={(invitation) => {
            setInviting(false);
            setCreated(invitation);
          }}
        />
      )}
      <LinkShown invitation={created} onClose={() => setCreated(null)} />
      <Confirm
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing?.name ?? ""} from ${workspace.name}?`}
        action="Remove teammate"
        onConfirm={async () => {
          if (!removing) return;
          const params = { path: { id: removing.id } };
          await call(api.DELETE("/users/{id}", { params })).catch((error) => {
            throw new Error(why(error, removing.name));
          });
          await reload();
          say(`${removing.name} removed`);
        }}
      >
        {removing?.email} is signed out of {workspace.name} everywhere and cannot open it any more.
        What they added and wrote stays. To let them in again, invite them again.
      </Confirm>
      <Confirm
        opened={stepping !== null}
        onClose={() => setStepping(null)}
        title={`Change your own role to ${stepping ? ROLES[stepping] : ""}?`}
        action="Change my role"
        onConfirm={async () => {
          const me = team.data?.find((m) => m.id === user.id);
          if (!me || !stepping) return;
          await giveRole(me, stepping).catch((error) => {
            throw new Error(why(error, me.name));
          });
          await queryClient.invalidateQueries({ queryKey: ["session"] });
          say(`You are ${ROLES[stepping]} now`);
        }}
      >
        You lose what {ROLES[role]} may do beyond it, and cannot take it back yourself.
      </Confirm>
    </SettingsPage>
  );
}
