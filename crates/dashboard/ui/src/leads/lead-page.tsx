import { ActionIcon } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useNavigate, useParams } from "react-router";
import { stagesAround, usePipelines } from "../api/shared";
import type { Id } from "../api/types";
import { Need } from "../auth/need";
import { useKeys } from "../lib/hotkeys";
import { NO_FILTERS } from "../person/people-url";
import { I } from "../ui/icon";
import { PageHeader } from "../ui/page-header";
import { useLead, useLeads } from "./api";
import LeadView from "./lead-view";

export default function LeadPage() {
  return (
    <Need permission="leads:view" title="Lead">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const lead = useLead(id);
  const { data: pipelines } = usePipelines();
  const stageId = lead.data?.stage_id ?? null;
  const stage = stagesAround(pipelines, stageId).find((s) => s.id === stageId);
  // Its neighbours in the same stage, as the board has them.
  const around = useLeads(
    { ...NO_FILTERS, stage: stageId },
    { by: "position", order: "asc" },
    1,
    100,
    stageId !== null,
  );
  const ids = around.data?.data.map((l) => l.id) ?? [];
  const at = ids.indexOf(id);
  const go = (to: Id | undefined) => to && navigate(`/leads/${to}`);
  const previous = at > 0 ? ids[at - 1] : undefined;
  const next = at >= 0 ? ids[at + 1] : undefined;
  useKeys({ k: () => go(previous), j: () => go(next) });
  return (
    <>
      <PageHeader
        title={lead.data?.display_name ?? "Lead"}
        crumbs={[{ label: "Leads", to: "/leads" }]}
      >
        {at >= 0 && stage && (
          <span className="t3 sm num" style={{ whiteSpace: "nowrap" }}>
            {at + 1} of {around.data?.total.toLocaleString("en")} in {stage.name}
          </span>
        )}
        <ActionIcon
          aria-label="Previous lead (K)"
          disabled={!previous}
          onClick={() => go(previous)}
        >
          <IconChevronUp {...I} />
        </ActionIcon>
        <ActionIcon aria-label="Next lead (J)" disabled={!next} onClick={() => go(next)}>
          <IconChevronDown {...I} />
        </ActionIcon>
      </PageHeader>
      <div className="scroll">
        <LeadView key={id} id={id} onGone={() => navigate("/leads")} />
      </div>
    </>
  );
}
