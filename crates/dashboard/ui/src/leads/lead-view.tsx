import { Button, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconExternalLink, IconTrash } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { Link, useSearchParams } from "react-router";
import { isMissing, isStale } from "../api/errors";
import { stagesAround, usePipelines } from "../api/shared";
import type { Id, Lead, LeadPatch } from "../api/types";
import { useCan } from "../auth/session";
import { OwnerMenu } from "../crm/owner-menu";
import personClasses from "../person/person.module.css";
import { PersonMenu } from "../person/person-menu";
import { PersonView } from "../person/person-view";
import { QuickSendButton } from "../quick-send/quick-send-button";
import { I, IS } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { StageBadge, StageGlyph, stageLook } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import { removeLead } from "./actions";
import { assignLead, patchLead, refresh, useLead } from "./api";
import { NextStep } from "./next-step";
import { StageMenu } from "./stage-menu";

const ConvertLead = lazy(() => import("./convert-lead").then((m) => ({ default: m.ConvertLead })));

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
  const { data: pipelines } = usePipelines();
  const [params, setParams] = useSearchParams();
  const converting = (on: boolean) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (on) next.set("convert", "1");
        else next.delete("convert");
        return next;
      },
      { replace: !on },
    );
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
  // What became a contact is read here and changed there.
  const manage = can("leads:manage") && !person.converted_at;
  const convertible = manage && can("crm:manage");
  const stage = stagesAround(pipelines, person.stage_id).find((s) => s.id === person.stage_id);
  return (
    <>
      <PersonView
        person={person}
        drawer={drawer}
        onPatch={manage ? patch : undefined}
        badges={<Badges lead={person} manage={manage} />}
        next={
          !person.converted_at && (
            <NextStep lead={person} stage={stage} onPatch={manage ? patch : undefined} />
          )
        }
        actions={
          <>
            {!person.converted_at && <QuickSendButton person={person} />}
            {convertible && (
              <Button variant="filled" onClick={() => converting(true)}>
                Convert to Contact
              </Button>
            )}
            <Actions
              lead={person}
              manage={manage}
              onDelete={async () => {
                if (await removeLead(person)) onGone();
              }}
            />
          </>
        }
      />
      {convertible && params.get("convert") === "1" && (
        <Suspense>
          <ConvertLead lead={person} onClose={() => converting(false)} />
        </Suspense>
      )}
    </>
  );
}

function Badges({ lead, manage }: { lead: Lead; manage: boolean }) {
  const { data: pipelines } = usePipelines();
  const stages = stagesAround(pipelines, lead.stage_id);
  const look = stageLook(stages, lead.stage_id);
  if (lead.converted_at) {
    return (
      <span className="badge" data-color="green">
        Converted <TimeAgo at={lead.converted_at} />
      </span>
    );
  }
  return (
    <>
      {look && !manage && <StageBadge look={look} />}
      {look && manage && (
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
      <OwnerMenu
        label="Assignee"
        none="Unassigned"
        ownerId={lead.assigned_to}
        onChoose={manage ? (to) => assignLead(lead.id, to) : undefined}
      />
    </>
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
  if (lead.converted_at) {
    return (
      <>
        {contact && (
          <Button
            component={Link}
            to={lead.contact_kind === "lead" ? `/leads/${contact}` : `/contacts/${contact}`}
          >
            {lead.contact_kind === "lead" ? "Open lead" : "Open contact"}
          </Button>
        )}
        <PersonMenu person={lead} />
      </>
    );
  }
  return (
    <PersonMenu
      person={lead}
      open={
        contact && (
          <Menu.Item
            leftSection={<IconExternalLink {...I} />}
            component={Link}
            to={`/contacts/${contact}`}
          >
            Open the contact with this email
          </Menu.Item>
        )
      }
    >
      {manage && (
        <Menu.Item leftSection={<IconTrash {...I} />} data-danger onClick={onDelete}>
          Delete
        </Menu.Item>
      )}
    </PersonMenu>
  );
}
