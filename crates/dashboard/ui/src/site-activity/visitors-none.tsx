import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Empty } from "../ui/notes";
import { anyFilter, CLEARED, filterWords, type SetVisitorsUrl, type VisitorsUrl } from "./site-url";
import { SPANS } from "./words";

/** Why the list is empty, and the way out of it. */
export function NoVisitor({
  url,
  set,
  widget,
}: {
  url: VisitorsUrl;
  set: SetVisitorsUrl;
  widget: string | null;
}) {
  const narrowed = anyFilter(url) || url.search || url.who;
  if (narrowed) {
    const who = url.who ? `${url.who} visitor` : "visitor";
    const words = [filterWords(url, widget), url.search && `the search “${url.search}”`].filter(
      Boolean,
    );
    const now = url.live ? " on the site now" : "";
    return (
      <Empty
        pad
        title={`No ${who}${now}${words.length > 0 ? ` matches ${words.join(" and ")}` : ""}`}
        why={
          url.live || !url.range
            ? "The search looks at names, emails and visitor ids; filters add up."
            : `In the last ${SPANS[url.range]}. The search looks at names, emails and visitor ids; filters add up.`
        }
      >
        <Button onClick={() => set({ ...CLEARED, search: "", who: null })}>Clear filters</Button>
      </Empty>
    );
  }
  if (url.live) {
    return (
      <Empty
        pad
        title="Nobody is on the site now"
        why="A visitor appears here within seconds of the first page, and leaves five minutes after the last event."
      >
        <Button onClick={() => set({ live: false })}>Show earlier visitors</Button>
      </Empty>
    );
  }
  if (url.range) {
    return (
      <Empty
        pad
        title={`Nobody came in the last ${SPANS[url.range]}`}
        why={url.robots ? "Robots are counted in." : "Robots are left out."}
      >
        <Button onClick={() => set({ range: null })}>Look at any time</Button>
      </Empty>
    );
  }
  return (
    <Empty
      pad
      title="No visitor yet"
      why="A visitor is a browser that opened one of your pages while its widget’s tracking was on."
    >
      <Button component={Link} to="/settings/widgets">
        Check your widgets
      </Button>
    </Empty>
  );
}
