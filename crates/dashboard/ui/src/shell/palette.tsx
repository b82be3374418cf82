import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconPlus, IconSearch, IconSend, type TablerIcon } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { Permission } from "../api/types";
import { useCan } from "../auth/session";
import { useOpportunityGate } from "../crm/plan";
import { takeTyped } from "../lib/type-ahead";
import { I, IL } from "../ui/icon";
import { Keys, modKey } from "../ui/keys";
import { CREATIONS, create } from "./create";
import { placesFor, SETTINGS } from "./nav";
import classes from "./palette.module.css";
import { firstOf, isEmpty, Records } from "./palette-records";
import { Marked, Row } from "./palette-row";

const [store, spotlight] = createSpotlight();

/** As the library's own selectAction, which it does not export. */
function selectFirst() {
  const list = document.getElementById(store.getState().listId);
  list?.querySelector("[data-selected]")?.removeAttribute("data-selected");
  list?.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  store.updateState((state) => ({ ...state, selected: 0 }));
}

/**
 * What scrolls must be reachable by keyboard, and the rows are chosen from the field. Goes to the scroll area inside,
 * which the library's types do not tell.
 */
const REACHABLE = {
  viewportProps: { tabIndex: 0, role: "group", "aria-label": "Results" },
};

interface FurtherPlace {
  to: string;
  label: string;
  permission?: Permission;
  /** Else that of the settings. */
  icon?: TablerIcon;
}
/** What the sidebar does not show. */
const FURTHER_PLACES: FurtherPlace[] = [
  {
    to: "/broadcasts/audiences",
    label: "Broadcast audiences",
    permission: "leads:view",
    icon: IconSend,
  },
  {
    to: "/broadcasts/templates",
    label: "Message templates",
    permission: "leads:view",
    icon: IconSend,
  },
  { to: "/broadcasts/messages", label: "Messages", permission: "leads:view", icon: IconSend },
  { to: "/settings/channels", label: "Channels", permission: "leads:view" },
  { to: "/settings/outbound-webhooks", label: "Outbound webhooks", permission: "settings:manage" },
  { to: "/settings/profile", label: "My profile" },
  { to: "/settings/workspace", label: "Workspace settings" },
  { to: "/settings/team", label: "Team and roles", permission: "crm:view" },
  { to: "/settings/widgets", label: "Widgets" },
  { to: "/settings/score", label: "Lead score", permission: "leads:manage" },
  { to: "/duplicates", label: "Duplicates", permission: "leads:view" },
  { to: "/settings/custom-fields", label: "Custom fields", permission: "crm:view" },
  { to: "/settings/pipelines", label: "Pipeline settings", permission: "leads:manage" },
  { to: "/settings/account-stages", label: "Account stages", permission: "crm:view" },
  { to: "/settings/api-keys", label: "API keys", permission: "settings:manage" },
  { to: "/settings/audit-log", label: "Audit log", permission: "audit:view" },
];

/** Ctrl K: any record, anything to create, any page. */
export default function Palette({ asked, here }: { asked: number; here: string }) {
  const [query, setQuery] = useState("");
  const [debounced] = useDebouncedValue(query.trim(), 150);
  const newTab = useRef(false);
  const navigate = useNavigate();
  const can = useCan();
  const seesLeads = can("leads:view");
  const gate = useOpportunityGate();

  // biome-ignore lint/correctness/useExhaustiveDependencies: every ask opens it again
  useEffect(() => spotlight.open(), [asked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes it
  useEffect(() => () => spotlight.close(), [here]);

  const found = useQuery({
    queryKey: ["palette", debounced],
    enabled: debounced.length > 0,
    placeholderData: keepPreviousData,
    queryFn: () => call(api.GET("/search", { params: { query: { q: debounced } } })),
  });

  // Answers arrive after the typing: the first of them is what Enter opens.
  const first = found.data && firstOf(found.data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on each new answer
  useEffect(() => {
    const timer = setTimeout(selectFirst, 30);
    return () => clearTimeout(timer);
  }, [first, debounced]);

  const go = (to: string) => {
    if (newTab.current) window.open(to, "_blank", "noopener");
    else navigate(to);
  };
  const text = query.trim();
  const like = (label: string) => label.toLowerCase().includes(text.toLowerCase());
  const places = [
    ...[...placesFor(can), SETTINGS].map((p) => ({ ...p, icon: <p.icon {...I} /> })),
    ...FURTHER_PLACES.filter((p) => !p.permission || can(p.permission)).map(
      ({ icon: Icon = SETTINGS.icon, ...p }) => ({ ...p, icon: <Icon {...I} />, keys: undefined }),
    ),
  ].filter((p) => like(p.label));
  const allowed = CREATIONS.filter((c) => can(c.permission));
  const matching = allowed.filter((c) => like(c.label));
  // What is part of no command is the name of a lead to be.
  const naming = matching.length + places.length === 0;
  const creations = naming ? allowed.filter((c) => !c.to) : matching;
  // The answer to just this text, not what is kept from the one before.
  const answered = text && text === debounced && !found.isPlaceholderData && found.data;
  const searchLeads = text !== "" && seesLeads;

  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      size={640}
      centered={false}
      overlayProps={{ blur: 0 }}
      yOffset={112}
      classNames={{ content: classes.content, overlay: classes.overlay }}
      onKeyDownCapture={(event: React.KeyboardEvent) => {
        newTab.current = event.ctrlKey || event.metaKey;
      }}
      onClickCapture={(event: React.MouseEvent) => {
        if (event.detail > 0) newTab.current = event.ctrlKey || event.metaKey;
      }}
    >
      <Modal.Title className="srOnly">Search and commands</Modal.Title>
      <Spotlight.Search
        placeholder="Search or jump to"
        aria-label="Search records, pages and commands"
        data-palette
        onFocus={() => {
          const typed = takeTyped();
          if (typed) setQuery((q) => q + typed);
        }}
        leftSection={<IconSearch {...IL} />}
        classNames={{ input: classes.input }}
      />
      <Spotlight.ActionsList className={classes.list} {...REACHABLE}>
        {text && found.data && <Records found={found.data} text={text} go={go} />}
        {creations.length > 0 && (
          <Spotlight.ActionsGroup label="Create" className={classes.group}>
            {creations.map((c) => (
              <Row
                key={c.keys}
                icon={<IconPlus {...I} />}
                label={naming ? `${c.label} named “${text}”` : c.label}
                about={c.label === "New Opportunity" ? (gate.reason ?? "") : ""}
                onClick={() => create(c, go, naming ? text : undefined)}
              >
                <Keys combo={c.keys} />
              </Row>
            ))}
          </Spotlight.ActionsGroup>
        )}
        {(places.length > 0 || searchLeads) && (
          <Spotlight.ActionsGroup label="Go to" className={classes.group}>
            {places.map((p) => (
              <Row
                key={p.to}
                icon={p.icon}
                label={<Marked text={p.label} match={text} />}
                onClick={() => go(p.to)}
              >
                {p.keys && <Keys combo={p.keys} />}
              </Row>
            ))}
            {searchLeads && (
              <Row
                icon={<IconSearch {...I} />}
                label={`Search leads for “${text}”`}
                onClick={() => go(`/leads?view=table&q=${encodeURIComponent(text)}`)}
              />
            )}
          </Spotlight.ActionsGroup>
        )}
        {found.error && text && (
          <div role="alert" className={classes.note}>
            Records could not be searched: {reason(found.error)}
          </div>
        )}
        {answered && isEmpty(answered) && (
          <div className={classes.note}>No person, account or opportunity matches “{text}”.</div>
        )}
      </Spotlight.ActionsList>
      <Spotlight.Footer className={classes.footer}>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> move
        </span>
        <span>
          <kbd>Enter</kbd> open
        </span>
        <span className={classes.wide}>
          <kbd>{modKey} Enter</kbd> open in a new tab
        </span>
        <span className="sp" />
        <span>
          <kbd>Esc</kbd> close
        </span>
      </Spotlight.Footer>
    </Spotlight.Root>
  );
}
