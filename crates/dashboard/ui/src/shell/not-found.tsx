import { Link } from "react-router";
import { Empty } from "../ui/notes";
import { PageHeader } from "../ui/page-header";

export function NotFound() {
  return (
    <>
      <PageHeader title="No such page" />
      <Empty
        pad
        title="Nothing lives at this address"
        why="The link may be from another version, or a letter is missing."
      >
        <Link className="link" to="/">
          Go to Home
        </Link>
      </Empty>
    </>
  );
}
