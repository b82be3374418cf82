import { Link, useParams } from "react-router";
import { isMissing, isStale } from "../api/errors";
import type { Opportunity } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { NotesCard } from "../crm/notes-card";
import { useOpportunityGate } from "../crm/plan";
import personClasses from "../person/person.module.css";
import { TimelineCard } from "../person/timeline";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { RecordSteps } from "../ui/record-steps";
import { SkeletonBlock } from "../ui/skeleton";
import { type DealPatch, patchDeal, refresh, useDeal } from "./api";
import { LostDialog } from "./lost-dialog";
import { OpportunityHeader } from "./opportunity-header";
import classes from "./opportunity-page.module.css";
import { OpportunityProfile } from "./opportunity-profile";
import { StagePath } from "./stage-path";
import { useMoves } from "./use-moves";

export default function OpportunityPage() {
  return (
    <Need permission="crm:view" title="Opportunity">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const deal = useDeal(id);
  return (
    <>
      <PageHeader
        title={deal.data?.name ?? "Opportunity"}
        crumbs={[{ label: "Opportunities", to: "/opportunities" }]}
      >
        <RecordSteps of="opportunities" id={id} />
      </PageHeader>
      <div className="scroll">
        {isMissing(deal.error) ? (
          <Empty
            pad
            title="This opportunity is not here"
            why="It was deleted, or the link belongs to another workspace."
          >
            <Link className="link" to="/opportunities">
              Go to all opportunities
            </Link>
          </Empty>
        ) : deal.data ? (
          <View key={id} deal={deal.data} />
        ) : deal.error ? (
          <LoadFailed what="this opportunity" error={deal.error} retry={() => deal.refetch()} />
        ) : (
          <>
            <SkeletonBlock height={92} />
            <SkeletonBlock height={120} />
            <SkeletonBlock height={240} />
          </>
        )}
      </div>
    </>
  );
}

function View({ deal }: { deal: Opportunity }) {
  const manage = useCan()("crm:manage");
  const gate = useOpportunityGate();
  const moves = useMoves();
  const writes = manage && gate.allowed;
  const patch = async (change: DealPatch) => {
    try {
      return await patchDeal(deal, change);
    } catch (error) {
      if (isStale(error)) refresh(deal.id);
      throw error;
    }
  };
  const onPatch = writes ? patch : undefined;
  return (
    <article className={personClasses.person} aria-label={deal.name}>
      <OpportunityHeader
        deal={deal}
        onPatch={onPatch}
        manage={manage}
        gated={gate.reason}
        moves={moves}
      />
      <div className={personClasses.layout}>
        <div className={personClasses.stack}>
          {gate.reason && (
            <p className={`card ${classes.gate}`} role="note">
              {gate.reason}. Everything here stays readable on Starter; nothing can be changed.
            </p>
          )}
          <StagePath
            deal={deal}
            onMove={writes ? (to) => void moves.moveTo(deal, to) : undefined}
          />
          <OpportunityProfile deal={deal} onPatch={onPatch} />
        </div>
        <div className={personClasses.stack}>
          <NotesCard of="opportunities" id={deal.id} canEdit={writes} />
          <TimelineCard of="opportunities" id={deal.id} />
        </div>
      </div>
      <LostDialog moves={moves} />
    </article>
  );
}
