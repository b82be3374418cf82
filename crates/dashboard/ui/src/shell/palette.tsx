import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import { stagesAround, usePipelines } from "../api/shared";
import { useCan } from "../auth/session";
import { takeTyped } from "../lib/type-ahead";
import { PersonAvatar } from "../ui/avatar";
import { I, IL } from "../ui/icon";
import { Keys, modKey } from "../ui/keys";
import { StageBadge, stageLook } from "../ui/stage";
import { openAddLead } from "./add-lead-store";
import { PLACES, SETTINGS } from "./nav";
import classes from "./palette.module.css";

const [store, spotlight] = createSpotlight();

/** As the library's own selectAction, which it does not export. */
function selectFirst() {
  const list = document.getElementById(store.getState().listId);
  list?.querySelector("[data-selected]")?.removeAttribute("data-selected");
  list?.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  store.updateState((state) => ({ ...state, selected: 0 }));
}

const SETTINGS_PLACES = [
  { to: "/settings/profile", label: "My profile" },
  { to: "/settings/workspace", label: "Workspace settings" },
  { to: "/settings/widgets", label: "Widgets" },
  { to: "/settings/api-keys", label: "API keys", permission: "settings:manage" as const },
  { to: "/settings/audit-log", label: "Audit log", permission: "audit:view" as const },
];

/** Ctrl K: any record, anything to create, any page. */
export default function Palette({ asked, here }: { asked: number; here: string }) {
  const [query, setQuery] = useState("");
  const [debounced] = useDebouncedValue(query.trim(), 140);
  const newTab = useRef(false);
  const navigate = useNavigate();
  const can = useCan();
  const seesLeads = can("leads:view");
  const { data: pipelines } = usePipelines(seesLeads);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every ask opens it again
  useEffect(() => spotlight.open(), [asked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes it
  useEffect(() => () => spotlight.close(), [here]);

  const found = useQuery({
    queryKey: ["palette", debounced],
    enabled: debounced.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const query = { search: debounced, limit: 5 };
      const [leads, contacts] = await Promise.all([
        seesLeads ? call(api.GET("/leads", { params: { query } })) : null,
        can("crm:view") ? call(api.GET("/contacts", { params: { query } })) : null,
      ]);
      return [...(leads?.data ?? []), ...(contacts?.data ?? [])].slice(0, 8);
    },
  });

  // Answers arrive after the typing: the first of them is what Enter opens.
  const first = found.data?.[0]?.id;
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
    ...[...PLACES, SETTINGS].map((p) => ({ ...p, icon: <p.icon {...I} /> })),
    ...SETTINGS_PLACES.map((p) => ({ ...p, icon: <SETTINGS.icon {...I} />, keys: undefined })),
  ].filter((p) => (!p.permission || can(p.permission)) && like(p.label));
  const records = text ? (found.data ?? []) : [];
  const create = [
    can("leads:manage") && {
      label: text ? `Add Lead named “${text}”` : "Add Lead",
      keys: "C L",
      run: () => openAddLead(text ? { name: text } : {}),
      shown: true,
    },
    can("leads:manage") && {
      label: "New webhook",
      keys: "C W",
      run: () => go("/webhooks?new=1"),
      shown: like("New webhook"),
    },
    can("settings:manage") && {
      label: "New site widget",
      keys: "C S",
      run: () => go("/settings/widgets?new=1"),
      shown: like("New site widget"),
    },
  ].filter((c): c is Exclude<typeof c, false> => c !== false && c.shown);
  const searchLeads = text !== "" && seesLeads;

  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      scrollable
      maxHeight="min(420px, 60vh)"
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
      <Spotlight.ActionsList className={classes.list}>
        {records.length > 0 && (
          <Spotlight.ActionsGroup label="Records" className={classes.group}>
            {records.map((r) => {
              const look =
                r.kind === "lead"
                  ? stageLook(stagesAround(pipelines, r.stage_id), r.stage_id)
                  : null;
              return (
                <Row
                  key={r.id}
                  icon={<PersonAvatar name={r.display_name} />}
                  label={<Marked text={r.display_name} match={text} />}
                  about={[r.company, r.email].filter(Boolean).join(" · ")}
                  onClick={() => go(r.kind === "lead" ? `/leads/${r.id}` : `/contacts/${r.id}`)}
                >
                  {r.kind === "lead" ? "Lead" : "Contact"}
                  {look && <StageBadge look={look} />}
                </Row>
              );
            })}
          </Spotlight.ActionsGroup>
        )}
        {create.length > 0 && (
          <Spotlight.ActionsGroup label="Create" className={classes.group}>
            {create.map((c) => (
              <Row key={c.keys} icon={<IconPlus {...I} />} label={c.label} onClick={c.run}>
                <Keys combo={c.keys} />
              </Row>
            ))}
          </Spotlight.ActionsGroup>
        )}
        {(places.length > 0 || searchLeads) && (
          <Spotlight.ActionsGroup label="Go to" className={classes.group}>
            {searchLeads && (
              <Row
                icon={<IconSearch {...I} />}
                label={`Search leads for “${text}”`}
                onClick={() => go(`/leads?view=table&q=${encodeURIComponent(text)}`)}
              />
            )}
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
          </Spotlight.ActionsGroup>
        )}
        {found.error && text && (
          <div role="alert" className={classes.note}>
            Records could not be searched: {reason(found.error)}
          </div>
        )}
        {text && found.data?.length === 0 && (
          <div className={classes.note}>No lead or contact matches “{text}”.</div>
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

function Row({
  icon,
  label,
  about,
  onClick,
  children,
}: {
  icon: ReactNode;
  label: ReactNode;
  about?: string;
  onClick: () => void;
  children?: ReactNode;
}) {
  return (
    <Spotlight.Action className={classes.action} onClick={onClick}>
      <span className={classes.row}>
        <span className={classes.icon}>{icon}</span>
        <span className={classes.label} dir="auto">
          {label}
        </span>
        {about && <span className={`t2 cut ${classes.about}`}>{about}</span>}
        <span className={classes.meta}>{children}</span>
      </span>
    </Spotlight.Action>
  );
}

function Marked({ text, match }: { text: string; match: string }) {
  const at = match ? text.toLowerCase().indexOf(match.toLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className={classes.mark}>{text.slice(at, at + match.length)}</mark>
      {text.slice(at + match.length)}
    </>
  );
}
