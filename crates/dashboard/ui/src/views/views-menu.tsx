import { Button, Menu, UnstyledButton } from "@mantine/core";
import {
  IconBookmarkPlus,
  IconCheck,
  IconChevronDown,
  IconDeviceFloppy,
  IconLayoutList,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconRestore,
  IconTrash,
  IconUsers,
  IconUsersMinus,
} from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { reason } from "../api/errors";
import type { SavedView, SavedViewObject } from "../api/types";
import { useCan, useSession } from "../auth/session";
import type { PeopleUrl, SetPeopleUrl } from "../person/people-url";
import { Confirm } from "../ui/confirm";
import { I, IS } from "../ui/icon";
import { say, sayRefused } from "../ui/toast";
import { createView, deleteView, patchView, useViews, type ViewPatch } from "./api";
import { ViewForm } from "./view-form";
import { activeOf, addressOf, builtIns, filtersOf, queryOf } from "./view-state";
import classes from "./views.module.css";

type Asking = "save" | "rename" | "delete" | null;

/** Views of a list: choosing one sets the address, and everything else is what becomes of the address. */
export function ViewsMenu({
  object,
  url,
  set,
}: {
  object: SavedViewObject;
  url: PeopleUrl;
  set: SetPeopleUrl;
}) {
  const navigate = useNavigate();
  const me = useSession().user.id;
  const admin = useCan()("settings:manage");
  const query = useViews(object);
  const views = query.data ?? [];
  const own = builtIns(object, me);
  const active = activeOf(url, views, own);
  const saved = active?.kind === "saved" ? active.view : null;
  const edited = active?.kind === "saved" && active.edited;
  const [asking, setAsking] = useState<Asking>(null);

  const change = async (view: SavedView, patch: ViewPatch, done: string) => {
    try {
      await patchView(view, patch);
      say(done);
    } catch (error) {
      sayRefused(`${view.name} not changed: ${reason(error)}`);
    }
  };
  const update = (view: SavedView) =>
    change(view, { query: queryOf(url) }, `${view.name} shows these from now on`);
  const row = (view: SavedView) => (
    <Menu.Item
      key={view.id}
      leftSection={<Tick on={view === saved} />}
      rightSection={
        <span className={classes.mark}>
          {view.shared && !view.mine && <span className="cut">{view.owner ?? "Nobody"}</span>}
          {view.pinned && <IconPin {...IS} aria-hidden={false} aria-label="Pinned" role="img" />}
        </span>
      }
      onClick={() => navigate(addressOf(view))}
    >
      <span className="wrap" dir="auto">
        {view.name}
      </span>
    </Menu.Item>
  );
  const mine = views.filter((v) => !v.shared);
  const shared = views.filter((v) => v.shared);
  return (
    <div className={classes.bar}>
      <Menu width={320}>
        <Menu.Target>
          <UnstyledButton className={classes.open}>
            <IconLayoutList {...I} />
            <span className="srOnly">View: </span>
            <span className="cut" dir="auto">
              {active?.view.name ?? "Not saved"}
            </span>
            {edited && <span className={classes.edited}>Edited</span>}
            <IconChevronDown {...IS} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          {own.map((view) => (
            <Menu.Item
              key={view.name}
              leftSection={<Tick on={active?.view === view} />}
              onClick={() => set(filtersOf(view))}
            >
              {view.name}
            </Menu.Item>
          ))}
          {mine.length > 0 && <Menu.Label>Only for me</Menu.Label>}
          {mine.map(row)}
          {shared.length > 0 && <Menu.Label>Shared with the team</Menu.Label>}
          {shared.map(row)}
          {query.error && <Menu.Label>Saved views: {reason(query.error)}</Menu.Label>}
          <Menu.Divider />
          {saved && edited && (
            <Menu.Item
              leftSection={<IconRestore {...I} />}
              onClick={() => navigate(addressOf(saved))}
            >
              Back to how it was saved
            </Menu.Item>
          )}
          {saved?.mine && edited && (
            <Menu.Item leftSection={<IconDeviceFloppy {...I} />} onClick={() => update(saved)}>
              Update to these filters
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconBookmarkPlus {...I} />} onClick={() => setAsking("save")}>
            Save as a new view
          </Menu.Item>
          {saved && (
            <>
              <Menu.Item
                leftSection={saved.pinned ? <IconPinnedOff {...I} /> : <IconPin {...I} />}
                onClick={() =>
                  change(
                    saved,
                    { pinned: !saved.pinned },
                    saved.pinned ? `${saved.name} unpinned` : `${saved.name} is in your sidebar`,
                  )
                }
              >
                {saved.pinned ? "Unpin from my sidebar" : "Pin to my sidebar"}
              </Menu.Item>
              {saved.mine && (
                <>
                  <Menu.Item
                    leftSection={saved.shared ? <IconUsersMinus {...I} /> : <IconUsers {...I} />}
                    onClick={() =>
                      change(
                        saved,
                        { shared: !saved.shared },
                        saved.shared ? `${saved.name} is yours alone` : `${saved.name} is shared`,
                      )
                    }
                  >
                    {saved.shared ? "Stop sharing" : "Share with the team"}
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<IconPencil {...I} />}
                    onClick={() => setAsking("rename")}
                  >
                    Rename
                  </Menu.Item>
                </>
              )}
              {(saved.mine || admin) && (
                <Menu.Item
                  data-danger
                  leftSection={<IconTrash {...I} />}
                  onClick={() => setAsking("delete")}
                >
                  Delete view
                </Menu.Item>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {saved?.mine && edited && (
        <Button size="xs" variant="subtle" onClick={() => update(saved)}>
          Update view
        </Button>
      )}
      {active === null && (
        <Button size="xs" variant="subtle" onClick={() => setAsking("save")}>
          Save view
        </Button>
      )}
      {asking === "save" && (
        <ViewForm
          title="Save these filters as a view"
          action="Save view"
          asks
          start={{ name: "", shared: false, pinned: true }}
          onClose={() => setAsking(null)}
          onSave={async (draft) => {
            const made = await createView({ object, query: queryOf(url), ...draft });
            set({ saved: made.id }, { replace: true });
          }}
        />
      )}
      {asking === "rename" && saved && (
        <ViewForm
          title="Rename this view"
          action="Rename"
          asks={false}
          start={saved}
          onClose={() => setAsking(null)}
          onSave={({ name }) => patchView(saved, { name })}
        />
      )}
      {asking === "delete" && saved && (
        <Confirm
          opened
          onClose={() => setAsking(null)}
          title={`Delete the view ${saved.name}?`}
          action="Delete view"
          onConfirm={async () => {
            await deleteView(saved);
            set({ saved: null }, { replace: true });
          }}
        >
          {saved.shared ? "It goes for the whole team. " : ""}The {object}s in it stay as they are.
        </Confirm>
      )}
    </div>
  );
}

/** Keeps its room: names stand in line whether or not theirs is open. */
function Tick({ on }: { on: boolean }) {
  return on ? <IconCheck {...IS} /> : <span style={{ display: "block", width: 14 }} />;
}
