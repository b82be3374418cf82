import { useEffect, useRef } from "react";
import { Link, Outlet, useLocation } from "react-router";
import type { Permission } from "../api/types";
import { useCan } from "../auth/session";
import classes from "./settings.module.css";

const GROUPS: {
  title: string;
  /** Of several permissions one is enough. */
  items: { to: string; label: string; permission?: Permission | Permission[] }[];
}[] = [
  { title: "You", items: [{ to: "/settings/profile", label: "My profile" }] },
  {
    title: "Workspace",
    items: [
      { to: "/settings/workspace", label: "General" },
      { to: "/settings/team", label: "Team and roles", permission: "crm:view" },
      { to: "/settings/api-keys", label: "API keys", permission: "settings:manage" },
      { to: "/settings/widgets", label: "Widgets", permission: "crm:view" },
      { to: "/settings/score", label: "Lead score", permission: "leads:manage" },
      { to: "/settings/custom-fields", label: "Custom fields", permission: "crm:view" },
      { to: "/settings/pipelines", label: "Lead pipelines", permission: "leads:manage" },
      { to: "/settings/account-stages", label: "Account stages", permission: "crm:view" },
      { to: "/settings/channels", label: "Channels", permission: "leads:view" },
      {
        to: "/settings/outbound-webhooks",
        label: "Outbound webhooks",
        permission: "settings:manage",
      },
    ],
  },
  {
    title: "Data",
    items: [
      { to: "/settings/audit-log", label: "Audit log", permission: "audit:view" },
      {
        to: "/settings/data-export",
        label: "Data export",
        permission: ["settings:manage", "leads:manage", "crm:manage"],
      },
    ],
  },
];

export default function SettingsLayout() {
  const can = useCan();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the tabs scroll sideways: the one that is open must be seen whole.
  // biome-ignore lint/correctness/useExhaustiveDependencies: on each new page
  useEffect(() => {
    nav.current
      ?.querySelector("[aria-current]")
      ?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <div className={classes.layout}>
      <nav ref={nav} className={classes.nav} aria-label="Settings">
        {GROUPS.map((g) => {
          const items = g.items.filter((i) => !i.permission || [i.permission].flat().some(can));
          return (
            items.length > 0 && (
              <div key={g.title} className={classes.group}>
                <div className={classes.groupTitle}>{g.title}</div>
                {items.map((i) => (
                  <Link
                    key={i.to}
                    to={i.to}
                    className={classes.item}
                    data-on={pathname.startsWith(i.to) || undefined}
                    aria-current={pathname.startsWith(i.to) ? "page" : undefined}
                  >
                    {i.label}
                  </Link>
                ))}
              </div>
            )
          );
        })}
      </nav>
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  );
}
