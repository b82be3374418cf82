import { useParams, useSearchParams } from "react-router";
import { isMissing } from "../api/errors";
import { Need } from "../auth/need";
import { useSession } from "../auth/session";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";
import { useCampaign } from "./api";
import { draftOf, newDraft } from "./campaign-draft";
import { CampaignForm } from "./campaign-form";
import { CRUMBS, GoneCampaign } from "./gone-campaign";
import { isOpen } from "./words";

/** A new campaign, or one that has not begun. */
export default function CampaignFormPage() {
  const { id } = useParams();
  return (
    <Need permission="messages:send" title={id ? "Edit campaign" : "New campaign"}>
      {id ? <Edit id={id} /> : <New />}
    </Need>
  );
}

function New() {
  const [params] = useSearchParams();
  return (
    <>
      <PageHeader strong title="New campaign" crumbs={CRUMBS} />
      <div className="scroll">
        <CampaignForm start={newDraft(params.get("audience_id"))} />
      </div>
    </>
  );
}

function Edit({ id }: { id: string }) {
  const { time_zone } = useSession().workspace;
  const { data: campaign, error, refetch } = useCampaign(id);
  return (
    <>
      <PageHeader strong title="Edit campaign" crumbs={CRUMBS} />
      <div className="scroll">
        {isMissing(error) ? (
          <GoneCampaign />
        ) : campaign && !isOpen(campaign.state) ? (
          <Empty
            pad
            title="This campaign has begun"
            why="Only a draft or a scheduled campaign can be changed."
          />
        ) : campaign ? (
          <CampaignForm campaign={campaign} start={draftOf(campaign, time_zone)} />
        ) : error ? (
          <LoadFailed what="this campaign" error={error} retry={() => refetch()} />
        ) : (
          <SkeletonBlock height={420} pad={24} />
        )}
      </div>
    </>
  );
}
