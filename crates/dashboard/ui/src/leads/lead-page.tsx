import { useNavigate, useParams } from "react-router";
import { Need } from "../auth/need";
import { PageHeader } from "../ui/page-header";
import { RecordSteps } from "../ui/record-steps";
import { useLead } from "./api";
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
  return (
    <>
      <PageHeader
        title={lead.data?.display_name ?? "Lead"}
        crumbs={[{ label: "Leads", to: "/leads" }]}
      >
        <RecordSteps of="leads" id={id} />
      </PageHeader>
      <div className="scroll">
        <LeadView key={id} id={id} onGone={() => navigate("/leads")} />
      </div>
    </>
  );
}
