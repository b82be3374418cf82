import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconHelp, IconSearch } from "@tabler/icons-react";
import { Fragment } from "react";
import { Link, useLocation } from "react-router";
import { useCan, useSession } from "../auth/session";
import { FocusCount } from "../home/focus-count";
import { UnreadBadge } from "../inbox/unread-badge";
import { initials } from "../lib/text";
import { I, IL } from "../ui/icon";
import { Keys } from "../ui/keys";
import { PinnedViews } from "../views/pinned-views";
import { isAt, type Place, placesFor, SETTINGS } from "./nav";
import classes from "./sidebar.module.css";
import { UserMenu } from "./user-menu";

export function Sidebar({
  collapsed = false,
  onSearch,
  onHelp,
  onNavigate,
}: {
  collapsed?: boolean;
  onSearch: () => void;
  onHelp: () => void;
  onNavigate?: () => void;
}) {
  const can = useCan();
  const { workspace } = useSession();
  const { pathname } = useLocation();
  const shown = placesFor(can);
  const icon = collapsed ? IL : I;

  const item = (place: Place) => (
    <Hint key={place.to} label={place.label} keys={place.keys} on={collapsed}>
      <Link
        to={place.to}
        className={classes.item}
        data-on={isAt(place, pathname) || undefined}
        aria-current={isAt(place, pathname) ? "page" : undefined}
        aria-label={collapsed ? place.label : undefined}
        onClick={onNavigate}
      >
        <place.icon {...icon} />
        {!collapsed && <span>{place.label}</span>}
        {place.to === "/inbox" && <UnreadBadge dot={collapsed} />}
        {!collapsed && place.to === "/" && <FocusCount className={classes.count} />}
      </Link>
    </Hint>
  );

  return (
    <nav className={classes.nav} data-min={collapsed || undefined} aria-label="Main">
      <div className={classes.workspace} title={workspace.name}>
        <span className={classes.mark} aria-hidden="true">
          {initials(workspace.name).slice(0, 1)}
        </span>
        {!collapsed && (
          <span className="cut" dir="auto">
            {workspace.name}
          </span>
        )}
      </div>
      <Hint label="Search" keys="mod+K" on={collapsed}>
        <UnstyledButton
          className={classes.find}
          onClick={onSearch}
          aria-label={collapsed ? "Search" : undefined}
        >
          <IconSearch {...I} />
          {!collapsed && (
            <>
              <span className="sp">Search</span>
              <Keys combo="mod+K" />
            </>
          )}
        </UnstyledButton>
      </Hint>
      {shown.map((place, i) => (
        <Fragment key={place.to}>
          {!collapsed && place.group && place.group !== shown[i - 1]?.group && (
            <div className={classes.group}>{place.group}</div>
          )}
          {item(place)}
          {!collapsed && <PinnedViews under={place.to} onNavigate={onNavigate} />}
        </Fragment>
      ))}
      <span className="sp" />
      {item(SETTINGS)}
      <Hint label="Help and shortcuts" keys="?" on={collapsed}>
        <UnstyledButton
          className={classes.item}
          onClick={onHelp}
          aria-label={collapsed ? "Help and shortcuts" : undefined}
        >
          <IconHelp {...icon} />
          {!collapsed && (
            <>
              <span className="sp">Help and shortcuts</span>
              <Keys combo="?" />
            </>
          )}
        </UnstyledButton>
      </Hint>
      <div className={classes.me}>
        <UserMenu collapsed={collapsed} onNavigate={onNavigate} />
      </div>
    </nav>
  );
}

function Hint({
  label,
  keys,
  on,
  children,
}: {
  label: string;
  keys: string;
  on: boolean;
  children: React.ReactElement;
}) {
  if (!on) return children;
  return (
    <Tooltip
      position="right"
      label={
        <span className="row">
          {label} <Keys combo={keys} />
        </span>
      }
    >
      {children}
    </Tooltip>
  );
}
