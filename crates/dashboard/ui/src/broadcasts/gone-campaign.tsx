import { Link } from "react-router";
import { Empty } from "../ui/notes";

export const CRUMBS = [{ label: "Broadcasts", to: "/broadcasts" }];

export function GoneCampaign() {
  return (
    <Empty
      pad
      title="This campaign is not here"
      why="It was deleted, or the link belongs to another workspace."
    >
      <Link className="link" to="/broadcasts">
        Go to all campaigns
      </Link>
    </Empty>
  );
}
