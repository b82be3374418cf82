import { lazy, Suspense, useEffect, useState } from "react";
import { Outlet, useLocation, useNavigate } from "react-router";
import { useCan } from "../auth/session";
import { useKeys, useModKey } from "../lib/hotkeys";
import { keepTyping } from "../lib/type-ahead";
import { undo } from "../ui/toast";
import { useAddLead } from "./add-lead-store";
import { BottomTabs } from "./bottom-tabs";
import { CREATIONS, create } from "./create";
import { placesFor, SETTINGS } from "./nav";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar";
import { useSidebar } from "./use-sidebar";

const loadPalette = () => import("./palette");
const Palette = lazy(loadPalette);
const Shortcuts = lazy(() => import("./shortcuts"));
const MoreMenu = lazy(() => import("./more-menu"));
const AddLead = lazy(() => import("../leads/add-lead"));

const keysTo = <T extends { keys: string }>(list: T[], run: (item: T) => void) =>
  Object.fromEntries(list.map((item) => [item.keys.toLowerCase(), () => run(item)]));

export function Shell() {
  const { collapsed, toggle } = useSidebar();
  const [palette, setPalette] = useState(0);
  const [help, setHelp] = useState(false);
  const [more, setMore] = useState<boolean | null>(null);
  const adding = useAddLead();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const can = useCan();
  const openPalette = () => {
    // Already in its field: it hears the keys itself.
    if (!document.activeElement?.hasAttribute("data-palette")) keepTyping();
    setPalette((n) => n + 1);
  };

  // Fetched ahead: the first Ctrl K should not wait for it.
  useEffect(() => {
    const timer = setTimeout(loadPalette, 1000);
    return () => clearTimeout(timer);
  }, []);
  useModKey("k", () => {
    openPalette();
    return true;
  });
  useModKey("z", () => undo());
  useKeys({
    "[": toggle,
    "?": () => setHelp(true),
    "/": () => {
      const box = document.querySelector<HTMLInputElement>("input[data-search]");
      if (box?.offsetParent) {
        box.focus();
        box.select();
      } else openPalette();
    },
    ...keysTo([...placesFor(can), SETTINGS], (p) => navigate(p.to)),
    ...keysTo(
      CREATIONS.filter((c) => can(c.permission)),
      (c) => create(c, navigate),
    ),
  });

  return (
    <div className={classes.app} data-min={collapsed || undefined}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <div className={classes.side}>
        <Sidebar collapsed={collapsed} onSearch={openPalette} onHelp={() => setHelp(true)} />
      </div>
      <main id="content" className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <BottomTabs onMore={() => setMore(true)} more={more === true} />
      <Suspense>
        {palette > 0 && <Palette asked={palette} here={pathname} />}
        {more !== null && (
          <MoreMenu
            opened={more}
            onClose={() => setMore(false)}
            onSearch={openPalette}
            onHelp={() => setHelp(true)}
          />
        )}
        {help && <Shortcuts onClose={() => setHelp(false)} />}
        {adding && <AddLead start={adding} />}
      </Suspense>
    </div>
  );
}
