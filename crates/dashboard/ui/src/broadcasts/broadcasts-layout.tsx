import { type ReactNode, useState } from "react";
import { createPortal } from "react-dom";
import { Link, Outlet, useLocation, useOutletContext } from "react-router";
import { Need } from "../auth/need";
import list from "../settings/list.module.css";
import { PageHeader } from "../ui/page-header";

const TABS = [
  { to: "/broadcasts", label: "Campaigns" },
  { to: "/broadcasts/audiences", label: "Audiences" },
  { to: "/broadcasts/templates", label: "Templates" },
  { to: "/broadcasts/messages", label: "Messages" },
];

/** What the lists about messages share; each puts its one button into the bar with `HeaderAction`. */
export default function BroadcastsLayout() {
  const { pathname } = useLocation();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  return (
    <Need permission="leads:view" title="Broadcasts">
      <PageHeader title="Broadcasts">
        <div ref={setSlot} className="row" />
      </PageHeader>
      <nav className={list.tabs} aria-label="Broadcasts">
        {TABS.map((t) => (
          <Link
            key={t.to}
            to={t.to}
            className={list.tab}
            data-on={pathname === t.to || undefined}
            aria-current={pathname === t.to ? "page" : undefined}
          >
            {t.label}
          </Link>
        ))}
      </nav>
      <Outlet context={slot} />
    </Need>
  );
}

/** Shown at the right of the page bar. */
export function HeaderAction({ children }: { children: ReactNode }) {
  const slot = useOutletContext<HTMLElement | null>();
  return slot && createPortal(children, slot);
}
