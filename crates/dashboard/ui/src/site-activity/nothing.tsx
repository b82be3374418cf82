import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { Widget } from "../api/types";
import { useCan } from "../auth/session";
import { Empty } from "../ui/notes";
import { TimeAgo } from "../ui/time-ago";
import { anyFilter, CLEARED, filterWords, type SetSiteUrl, type SiteUrl } from "./site-url";
import { SPANS } from "./words";

/** No site is connected at all. */
export function NoWidget() {
  const manage = useCan()("settings:manage");
  return (
    <Empty
      pad
      title="No widget yet"
      why={
        manage
          ? "Site activity comes from a script on your site. Make a widget, paste its snippet into your pages, then switch tracking on."
          : "Site activity comes from a script on your site. An admin makes a widget for it in the settings."
      }
    >
      {manage && (
        <Button component={Link} to="/settings/widgets?new=1">
          Create widget
        </Button>
      )}
    </Empty>
  );
}

/** Why the period is empty, and what to do about it. */
export function NothingHere({
  url,
  set,
  widgets,
}: {
  url: SiteUrl;
  set: SetSiteUrl;
  widgets: Widget[];
}) {
  const scope = widgets.find((w) => w.id === url.widget);
  const asked = scope ? [scope] : widgets;
  const last = asked.map((w) => w.last_event_at).reduce(later, null);
  const off = asked.length > 0 && asked.every((w) => !w.tracking_enabled);
  const settings = scope ? `/settings/widgets/${scope.id}` : "/settings/widgets";
  const narrowed = anyFilter({ ...url, widget: null });
  if (narrowed || (url.widget && !scope)) {
    return (
      <Empty
        pad
        title={`No visit in the last ${SPANS[url.range]} matches ${filterWords(url, scope?.name ?? null)}`}
        why="Filters add up: a visit must match all of them."
      >
        <Button onClick={() => set(CLEARED)}>Clear filters</Button>
        {url.range !== "90d" && (
          <Button variant="subtle" onClick={() => set({ range: "90d" })}>
            Look at 90 days
          </Button>
        )}
      </Empty>
    );
  }
  if (off) {
    return (
      <Empty
        pad
        title={scope ? `Tracking is off for ${scope.name}` : "Tracking is off on every widget"}
        why={
          <>
            It is off by default, and nothing that a site sends is kept until it is switched on.
            {last && (
              <>
                {" "}
                The last event came <TimeAgo at={last} />.
              </>
            )}
          </>
        }
      >
        <Button component={Link} to={settings}>
          {scope ? "Open its settings" : "Check your widgets"}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty
      pad
      title={last ? `Nothing in the last ${SPANS[url.range]}` : "No event has arrived yet"}
      why={
        last ? (
          <>
            The last event came <TimeAgo at={last} />.{!url.robots && " Robots are left out."}
          </>
        ) : (
          "Tracking is on. Paste the widget’s snippet into your pages and open one of them: it appears here within seconds."
        )
      }
    >
      {last && url.range !== "90d" && (
        <Button onClick={() => set({ range: "90d" })}>Look at 90 days</Button>
      )}
      <Button component={Link} to={settings} variant={last ? "subtle" : undefined}>
        {last ? "Check your widgets" : "Get the snippet"}
      </Button>
    </Empty>
  );
}

const later = (a: string | null, b: string | null) =>
  a && b ? (Date.parse(a) > Date.parse(b) ? a : b) : (a ?? b);
