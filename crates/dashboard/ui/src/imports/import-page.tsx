import { Button } from "@mantine/core";
import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { isMissing, reason } from "../api/errors";
import type { Import, ImportPlan } from "../api/types";
import { Need } from "../auth/need";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";
import { runImport, useDryRun, useImport } from "./api";
import { CheckStep } from "./check-step";
import { ColumnsStep } from "./columns-step";
import classes from "./imports.module.css";
import { keepPlan, keptPlan, planProblem, settle } from "./plan";
import { ResultStep } from "./result-step";
import { RulesStep } from "./rules-step";
import { RunStep } from "./run-step";
import { stepOf } from "./step";
import { StepBar } from "./step-bar";
import { fileFacts, runLabel } from "./words";

const CRUMBS = [
  { label: "Leads", to: "/leads" },
  { label: "Import", to: "/leads/import" },
];

export default function ImportPage() {
  return (
    <Need permission="leads:manage" title="Import">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const found = useImport(id);
  const of = found.data;
  return (
    <>
      <PageHeader strong title={of?.file_name ?? "Import"} crumbs={CRUMBS} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Page content">
        {of && !isMissing(found.error) ? (
          <Wizard key={id} of={of} />
        ) : isMissing(found.error) ? (
          <Empty
            pad
            title="This import is not here"
            why="Its file was deleted. The leads that it made were kept."
          >
            <Link className="link" to="/leads/import">
              Go to all imports
            </Link>
          </Empty>
        ) : found.error ? (
          <LoadFailed what="this import" error={found.error} retry={() => found.refetch()} />
        ) : (
          <SkeletonBlock height={360} pad={24} />
        )}
      </section>
    </>
  );
}

/** The import itself says which step it is; before it runs, the address does. */
function Wizard({ of }: { of: Import }) {
  const asked = useSearchParams()[0].get("step");
  const [plan, setPlan] = useState<ImportPlan>(() => keptPlan(of));
  const problem = planProblem(plan, of.header);
  const step = stepOf(of, asked, problem === null);
  const change = (next: ImportPlan) => {
    const settled = settle(next);
    setPlan(settled);
    keepPlan(of.id, settled);
  };
  const here = `/leads/import/${of.id}`;
  return (
    <div className={classes.page}>
      <StepBar at={step} back={of.state === "uploaded" ? here : undefined} />
      {step !== "result" && <p className={`t3 ${classes.file}`}>{fileFacts(of)}</p>}
      {step === "columns" ? (
        <ColumnsStep of={of} plan={plan} onPlan={change} />
      ) : step === "rules" ? (
        <RulesStep plan={plan} onPlan={change} />
      ) : step === "check" ? (
        <CheckStep of={of} plan={plan} />
      ) : step === "running" ? (
        <RunStep of={of} />
      ) : (
        <ResultStep of={of} />
      )}
      {step === "columns" && (
        <Feet back="/leads/import" next={`${here}?step=rules`} blocked={problem} label="Next" />
      )}
      {step === "rules" && <Feet back={here} next={`${here}?step=check`} label="Check the file" />}
      {step === "check" && <Run of={of} plan={plan} back={`${here}?step=rules`} />}
    </div>
  );
}

/** Back and onward. */
function Feet({
  back,
  next,
  label,
  blocked = null,
}: {
  back: string;
  next: string;
  label: string;
  /** Why one cannot go on. */
  blocked?: string | null;
}) {
  const navigate = useNavigate();
  return (
    <div className={classes.feet}>
      <Button component={Link} to={back}>
        Back
      </Button>
      <Button variant="filled" disabled={blocked !== null} onClick={() => navigate(next)}>
        {label}
      </Button>
      {blocked && <span className="t2">{blocked}</span>}
    </div>
  );
}

function Run({ of, plan, back }: { of: Import; plan: ImportPlan; back: string }) {
  const navigate = useNavigate();
  const dry = useDryRun(of.id, plan).data;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const nothing = dry ? dry.created + dry.updated === 0 : false;
  const run = async () => {
    setBusy(true);
    setFailed(null);
    try {
      await runImport(of.id, plan);
      keepPlan(of.id, null);
      navigate(`/leads/import/${of.id}`, { replace: true });
    } catch (error) {
      setFailed(reason(error));
      setBusy(false);
    }
  };
  return (
    <>
      {failed && <ErrorNote>Not started: {failed}</ErrorNote>}
      <div className={classes.feet}>
        <Button component={Link} to={back}>
          Back
        </Button>
        <Button variant="filled" loading={busy} disabled={!dry || nothing} onClick={run}>
          {dry ? runLabel(dry) : "Import"}
        </Button>
        {nothing && <span className="t2">There is nothing to import.</span>}
      </div>
    </>
  );
}
