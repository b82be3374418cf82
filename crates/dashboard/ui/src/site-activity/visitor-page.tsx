import { Link, useParams } from "react-router";
import { isMissing } from "../api/errors";
import type { VisitorDetail } from "../api/types";
import { Need } from "../auth/need";
import person from "../person/person.module.css";
import { SiteActivityCard } from "../person/site-activity";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";
import { useVisitor } from "./api";
import { VisitorFacts } from "./visitor-facts";
import { VisitorHeader } from "./visitor-header";
import { SaidBySite, WhoseBrowser } from "./visitor-people";

const CRUMBS = [
  { label: "Site activity", to: "/site-activity" },
  { label: "Visitors", to: "/site-activity/visitors" },
];

export default function VisitorPage() {
  return (
    <Need permission="analytics:view" title="Visitor">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const visitor = useVisitor(id);
  const { data, error } = visitor;
  const title = data ? (data.customer?.display_name ?? "Anonymous visitor") : "Visitor";
  return (
    <>
      <PageHeader title={title} crumbs={CRUMBS} strong={!data} />
      <div className="scroll">
        {isMissing(error) ? (
          <Empty
            pad
            title="This visitor is not here"
            why="Their browser is not known any more, or the link belongs to another workspace."
          >
            <Link className="link" to="/site-activity/visitors">
              Go to all visitors
            </Link>
          </Empty>
        ) : data ? (
          <View key={id} visitor={data} />
        ) : error ? (
          <LoadFailed what="this visitor" error={error} retry={() => visitor.refetch()} />
        ) : (
          <>
            <SkeletonBlock height={78} />
            <SkeletonBlock height={232} />
            <SkeletonBlock height={320} />
          </>
        )}
      </div>
    </>
  );
}

function View({ visitor }: { visitor: VisitorDetail }) {
  return (
    <article className={person.person} aria-label="Visitor">
      <VisitorHeader visitor={visitor} />
      <div className={person.layout}>
        <div className={person.stack}>
          <VisitorFacts visitor={visitor} />
          <SiteActivityCard of="visitors" id={visitor.id} />
        </div>
        <div className={person.stack}>
          <WhoseBrowser visitor={visitor} />
          <SaidBySite visitor={visitor} />
        </div>
      </div>
    </article>
  );
}
