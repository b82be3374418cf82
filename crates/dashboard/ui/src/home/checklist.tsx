import { Button } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled, IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, call } from "../api/client";
import type { Permission, SetupChecklist } from "../api/types";
import { useCan } from "../auth/session";
import { openAddLead } from "../shell/add-lead-store";
import { IL, IS } from "../ui/icon";
import { useWidgets } from "../widgets/api";
import classes from "./home.module.css";

interface Step {
  key: keyof SetupChecklist;
  title: string;
  why: string;
  to?: string;
  run?: () => void;
  action: string;
  permission: Permission;
  /** Needs a widget to be there. */
  widget?: boolean;
}

/** Ticks itself; each step leads to where it is done. Gone when all are done. */
export function Checklist({ steps }: { steps: SetupChecklist }) {
  const can = useCan();
  const widgets = useWidgets();
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: () => call(api.GET("/auth/setup")),
    staleTime: 60_000,
  });
  const widget = widgets.data?.[0];
  const widgetPage = widget ? `/settings/widgets/${widget.id}` : "/settings/widgets";
  const all: Step[] = [
    {
      key: "widget_created",
      title: "Create a site widget",
      why: "One script on your site tells Hydra who visits.",
      to: "/settings/widgets?new=1",
      action: "Create widget",
      permission: "settings:manage",
    },
    {
      key: "tracking_on",
      title: "Switch tracking on",
      why: "Off on every new widget, because consent is yours to ask for.",
      to: widgetPage,
      action: "Open widget",
      widget: true,
      permission: "settings:manage",
    },
    {
      key: "first_event_seen",
      title: "See the first event",
      why: "Paste the snippet on a page, then open that page.",
      to: widgetPage,
      action: "Get the snippet",
      widget: true,
      permission: "crm:view",
    },
    {
      key: "webhook_created",
      title: "Create a lead webhook",
      why: "Gives your forms an address that turns what they send into leads.",
      to: "/webhooks?new=1",
      action: "Create webhook",
      permission: "leads:manage",
    },
    {
      key: "first_lead",
      title: "Get the first lead",
      why: "Send your form once, or type one in.",
      run: () => openAddLead(),
      action: "Add Lead",
      permission: "leads:manage",
    },
    {
      key: "teammate_invited",
      title: "Invite a teammate",
      why: "Leads can then be assigned, and more people may answer.",
      to: "/settings/team",
      action: "Invite teammate",
      permission: "settings:manage",
    },
  ];
  const done = all.filter((s) => steps[s.key]).length;
  if (done === all.length) return null;
  return (
    <section className={`card ${classes.checklist}`} aria-label="Getting started">
      <div className="cardHead">
        <h2>Getting started</h2>
        <span className="aux num">
          {done} of {all.length} done
        </span>
      </div>
      <ol className={classes.steps}>
        {all.map((s) => {
          const ticked = steps[s.key];
          return (
            <li key={s.key} className={classes.step} data-done={ticked || undefined}>
              {ticked ? (
                <IconCircleCheckFilled {...IL} aria-hidden={false} aria-label="Done" role="img" />
              ) : (
                <IconCircle {...IL} aria-hidden={false} aria-label="To do" role="img" />
              )}
              <div className="sp">
                <div className="m">{s.title}</div>
                {!ticked && <div className="t3">{s.why}</div>}
              </div>
              {!ticked && s.key === "first_event_seen" && setup.data?.demo && widget && (
                <Button
                  size="xs"
                  variant="subtle"
                  component="a"
                  href="/demo/"
                  target="_blank"
                  rel="noopener"
                  leftSection={<IconExternalLink {...IS} />}
                >
                  Demo site
                </Button>
              )}
              {!ticked &&
                (s.widget && !widget ? (
                  <span className="t3 sm">After the widget</span>
                ) : can(s.permission) ? (
                  s.run ? (
                    <Button size="xs" onClick={s.run}>
                      {s.action}
                    </Button>
                  ) : (
                    <Button size="xs" component={Link} to={s.to ?? "/"}>
                      {s.action}
                    </Button>
                  )
                ) : (
                  <span className="t3 sm">An admin does this</span>
                ))}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
