import { Link, useParams } from "react-router";
import { isMissing } from "../api/errors";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";
import { useAutomation } from "./api";
import { Builder } from "./builder";
import classes from "./builder.module.css";
import { CRUMBS } from "./crumbs";

export default function AutomationPage() {
  return (
    <Need permission="leads:view" title="Automations">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const manage = useCan()("automations:manage");
  const isNew = id === "new";
  const automation = useAutomation(isNew ? undefined : id);
  if (isNew && manage) return <Builder key="new" saved={null} manage />;
  if (automation.data && !isMissing(automation.error)) {
    return <Builder key={id} saved={automation.data} manage={manage} />;
  }
  return (
    <>
      <PageHeader strong title={isNew ? "New automation" : "Automation"} crumbs={CRUMBS} />
      <div className="scroll">
        {isNew ? (
          <Empty
            pad
            title="Your role cannot make automations"
            why={
              <>
                It needs the permission <code>automations:manage</code>. An admin can change your
                role.
              </>
            }
          />
        ) : isMissing(automation.error) ? (
          <Empty
            pad
            title="This automation is not here"
            why="It was deleted, or the link belongs to another workspace. What it sent stays with its leads."
          >
            <Link className="link" to="/automations">
              Go to all automations
            </Link>
          </Empty>
        ) : automation.error ? (
          <LoadFailed
            what="this automation"
            error={automation.error}
            retry={() => automation.refetch()}
          />
        ) : (
          <div className={classes.loading}>
            {[54, 74, 104, 82].map((height) => (
              <SkeletonBlock key={height} height={height} pad={0} />
            ))}
          </div>
        )}
      </div>
    </>
  );
}
