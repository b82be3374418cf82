import { UnstyledButton } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { Link, useLocation } from "react-router";
import { useCan } from "../auth/session";
import { UnreadBadge } from "../inbox/unread-badge";
import { IXL } from "../ui/icon";
import classes from "./bottom-tabs.module.css";
import { isAt, placesFor } from "./nav";

/** What a thumb can tell apart; all places are under More. */
const MOST = 4;

export function BottomTabs({ onMore, more }: { onMore: () => void; more: boolean }) {
  const can = useCan();
  const { pathname } = useLocation();
  const tabs = placesFor(can).slice(0, MOST);
  return (
    <nav className={classes.tabs} aria-label="Tabs">
      {tabs.map((p) => (
        <Link
          key={p.to}
          to={p.to}
          className={classes.tab}
          data-on={isAt(p, pathname) || undefined}
          aria-current={isAt(p, pathname) ? "page" : undefined}
        >
          <p.icon {...IXL} />
          {p.label}
          {p.to === "/inbox" && <UnreadBadge dot />}
        </Link>
      ))}
      <UnstyledButton
        className={classes.tab}
        data-on={!tabs.some((p) => isAt(p, pathname)) || undefined}
        onClick={onMore}
        aria-expanded={more}
      >
        <IconMenu2 {...IXL} />
        More
      </UnstyledButton>
    </nav>
  );
}
