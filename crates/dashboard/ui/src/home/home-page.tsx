import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import { mateOf, stagesAround, usePipelines, useTeam } from "../api/shared";
import { useCan, useSession } from "../auth/session";
import { useLeads } from "../leads/api";
import { aboutLine } from "../leads/lead-card";
import { pagePart, useLastList } from "../lib/last-list";
import { SOURCES } from "../lib/text";
import { NO_FILTERS } from "../person/people-url";
import { PersonAvatar, TeamAvatar, Unassigned } from "../ui/avatar";
import { Empty, ErrorNote } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonRows } from "../ui/skeleton";
import { StageBadge, stageLook } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import { Checklist } from "./checklist";
import { FocusLane } from "./focus-lane";
import classes from "./home.module.css";

export default function HomePage() {
  const can = useCan();
  const { user } = useSession();
  const [params, setParams] = useSearchParams();
  const view = { mine: params.has("mine"), snoozed: params.has("snoozed") };
  const setMine = (mine: boolean) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (mine) next.set("mine", "true");
        else next.delete("mine");
        return next;
      },
      { replace: true },
    );
  const checklist = useQuery({
    queryKey: ["checklist"],
    queryFn: () => call(api.GET("/setup-checklist")),
    refetchInterval: (q) =>
      q.state.data && Object.values(q.state.data).every(Boolean) ? false : 5000,
  });
  const begun = checklist.data && Object.values(checklist.data).every(Boolean);
  return (
    <>
      <PageHeader title="Home">
        {can("crm:view") && (
          <SegmentedControl
            aria-label="Whose"
            value={view.mine ? "mine" : "everyone"}
            onChange={(whose) => setMine(whose === "mine")}
            data={[
              { value: "mine", label: "Mine" },
              { value: "everyone", label: "Everyone" },
            ]}
          />
        )}
      </PageHeader>
      <div className="scroll">
        <div className={classes.wrap}>
          {checklist.error && !checklist.data && (
            <ErrorNote>The setup steps could not be read: {reason(checklist.error)}</ErrorNote>
          )}
          {checklist.data && !begun && (
            <div className={classes.begin}>
              <h2 className={classes.hello} dir="auto">
                Welcome, {user.name}
              </h2>
              <Checklist steps={checklist.data} />
            </div>
          )}
          {can("crm:view") && <FocusLane view={view} />}
          {can("leads:view") && !view.snoozed && <NewestLeads />}
        </div>
      </div>
    </>
  );
}

function NewestLeads() {
  const leads = useLeads(NO_FILTERS, { by: "created_at", order: "desc" }, 1, 10);
  const { data: pipelines } = usePipelines();
  const team = useTeam().data;
  useLastList("leads", leads.data && pagePart(leads.data));
  return (
    <section aria-label="Newest leads">
      <div className={classes.head}>
        <h2>Newest leads</h2>
        {leads.data && (
          <span className="t3 num">{leads.data.total.toLocaleString("en")} in all</span>
        )}
        <span className="sp" />
        <Link className="link" to="/leads">
          Open the board
        </Link>
      </div>
      {leads.error && !leads.data ? (
        <ErrorNote>Leads could not be read: {reason(leads.error)}</ErrorNote>
      ) : !leads.data ? (
        <SkeletonRows rows={6} height={44} />
      ) : leads.data.total === 0 ? (
        <div className={classes.none}>
          <Empty
            title="No lead has arrived yet"
            why="The newest ones show up here as soon as one does."
          />
        </div>
      ) : (
        <ul className={classes.list}>
          {leads.data.data.map((lead) => {
            const look = stageLook(stagesAround(pipelines, lead.stage_id), lead.stage_id);
            const mate = mateOf(team, lead.assigned_to);
            const about = aboutLine(lead);
            return (
              <li key={lead.id}>
                <Link to={`/leads/${lead.id}`} className={classes.row}>
                  <PersonAvatar name={lead.display_name} />
                  <span className={classes.who}>
                    <span className="m cut" dir="auto">
                      {lead.display_name}
                    </span>
                    <span className={`cut ${about.missing ? "t3" : "t2"}`} dir="auto">
                      {about.text}
                    </span>
                  </span>
                  <span className={`cut t3 ${classes.source}`}>
                    {lead.source_name ?? SOURCES[lead.source] ?? lead.source}
                  </span>
                  <span className={classes.stage}>{look && <StageBadge look={look} />}</span>
                  <span className={classes.mate}>
                    {mate ? <TeamAvatar mate={mate} size="s" /> : <Unassigned size="s" />}
                  </span>
                  <TimeAgo at={lead.created_at} className={classes.time} />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
