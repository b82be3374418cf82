import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconDots,
  IconExternalLink,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "react-router";
import { isMissing, isStale, reason } from "../api/errors";
import { mateOf, stagesAround, usePipelines, useTeam } from "../api/shared";
import type { Id, Lead, LeadPatch, Teammate } from "../api/types";
import { useCan, useSession } from "../auth/session";
import personClasses from "../person/person.module.css";
import { PersonView } from "../person/person-view";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { I, IS } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { StageBadge, StageGlyph, stageLook } from "../ui/stage";
import { sayRefused } from "../ui/toast";
import { removeLead } from "./actions";
import { assignLead, patchLead, refresh, useLead } from "./api";
import { StageMenu } from "./stage-menu";

/** A lead, in the drawer and on its page. */
export default function LeadView({
  id,
  drawer = false,
  onGone,
}: {
  id: Id;
  drawer?: boolean;
  onGone: () => void;
}) {
  const lead = useLead(id);
  const can = useCan();
  const manage = can("leads:manage");
  if (lead.error && (!lead.data || isMissing(lead.error))) {
    return isMissing(lead.error) ? (
      <Empty
        pad
        title="This lead is not here any more"
        why="It was deleted, or the link belongs to another workspace."
      >
        <Link className="link" to="/leads">
          Go to all leads
        </Link>
      </Empty>
    ) : (
      <LoadFailed what="this lead" error={lead.error} retry={() => lead.refetch()} />
    );
  }
  if (!lead.data) {
    return (
      <>
        <SkeletonBlock height={92} />
        <SkeletonBlock height={240} />
        <SkeletonBlock height={140} />
      </>
    );
  }
  const person = lead.data;
  const patch = async (change: LeadPatch) => {
    try {
      return await patchLead(person, change);
    } catch (error) {
      if (isStale(error)) void refresh(id);
      throw error;
    }
  };
  return (
    <PersonView
      person={person}
      drawer={drawer}
      onPatch={manage ? patch : undefined}
      badges={<Badges lead={person} manage={manage} />}
      actions={
        <Actions
          lead={person}
          manage={manage}
          onDelete={async () => {
            if (await removeLead(person)) onGone();
          }}
        />
      }
    />
  );
}

function Badges({ lead, manage }: { lead: Lead; manage: boolean }) {
  const { data: pipelines } = usePipelines();
  const team = useTeam().data ?? [];
  const stages = stagesAround(pipelines, lead.stage_id);
  const look = stageLook(stages, lead.stage_id);
  const mate = mateOf(team, lead.assigned_to);
  const face = mate ? (
    <>
      <TeamAvatar mate={mate} size="s" silent />
      <span>{mate.name}</span>
    </>
  ) : (
    <>
      <Unassigned size="s" silent />
      <span>Unassigned</span>
    </>
  );
  if (!manage) {
    return (
      <>
        {look && <StageBadge look={look} />}
        <span className={personClasses.menuButton}>{face}</span>
      </>
    );
  }
  return (
    <>
      {look && (
        <StageMenu lead={lead} stages={stages}>
          <UnstyledButton className={personClasses.stageButton}>
            <span className="srOnly">Stage: </span>
            <span className="badge" data-color={look.color}>
              <StageGlyph look={look} />
              {look.name}
              <IconChevronDown {...IS} />
            </span>
          </UnstyledButton>
        </StageMenu>
      )}
      <AssigneeMenu lead={lead} team={team}>
        <UnstyledButton className={personClasses.menuButton}>
          <span className="srOnly">Assignee: </span>
          {face}
          <IconChevronDown {...IS} />
        </UnstyledButton>
      </AssigneeMenu>
    </>
  );
}

function AssigneeMenu({
  lead,
  team,
  children,
}: {
  lead: Lead;
  team: Teammate[];
  children: React.ReactElement;
}) {
  const me = useSession().user.id;
  const assign = async (to: Id | null) => {
    try {
      await assignLead(lead.id, to);
    } catch (error) {
      sayRefused(`Not assigned: ${reason(error)}`);
    }
  };
  const sorted = [...team].sort((a, b) => Number(b.id === me) - Number(a.id === me));
  return (
    <Menu>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown mah={340} style={{ overflow: "auto" }}>
        <Menu.Label>Assign to</Menu.Label>
        {sorted.map((m) => (
          <Menu.Item
            key={m.id}
            leftSection={<TeamAvatar mate={m} size="s" silent />}
            rightSection={lead.assigned_to === m.id ? <IconCheck {...IS} /> : null}
            onClick={() => assign(m.id)}
          >
            {m.id === me ? `${m.name} (you)` : m.name}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<Unassigned size="s" silent />}
          rightSection={lead.assigned_to ? null : <IconCheck {...IS} />}
          onClick={() => assign(null)}
        >
          Nobody
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Actions({
  lead,
  manage,
  onDelete,
}: {
  lead: Lead;
  manage: boolean;
  onDelete: () => void;
}) {
  const can = useCan();
  const contact = lead.contact_id && can("crm:view") ? lead.contact_id : null;
  if (!manage && !contact) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" aria-label="More actions">
          <IconDots {...I} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {contact && (
          <Menu.Item
            leftSection={<IconExternalLink {...I} />}
            component={Link}
            to={`/contacts/${contact}`}
          >
            Open the contact with this email
          </Menu.Item>
        )}
        {manage && (
          <Menu.Item leftSection={<IconTrash {...I} />} data-danger onClick={onDelete}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
