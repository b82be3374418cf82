import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowsExchange,
  IconDownload,
  IconTag,
  IconTagOff,
  IconTrash,
  IconUser,
  IconX,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { reason } from "../api/errors";
import type { BulkInput, Lead, LeadFilter, Picked, Stage, Teammate } from "../api/types";
import { useSession } from "../auth/session";
import { startExport } from "../exports/start-export";
import { covered } from "../lib/hotkeys";
import { count } from "../lib/text";
import { BulkSend } from "../quick-send/bulk-send";
import { pickedLeads } from "../quick-send/recipients";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { Confirm } from "../ui/confirm";
import { I, IS } from "../ui/icon";
import { StageGlyph, stageLook } from "../ui/stage";
import { sayRefused } from "../ui/toast";
import { bulk, whichOf } from "./bulk-api";
import classes from "./bulk-bar.module.css";
import { howMany } from "./selection";
import { TagMenu } from "./tag-menu";
import type { Selecting } from "./use-selection";

/** What can be done with the leads that are picked; floats over their list. */
export function BulkBar({
  selecting,
  total,
  filter,
  stages,
  team,
  seen,
  whole,
  held,
  abovePager,
}: {
  selecting: Selecting;
  /** All results, shown or not. */
  total: number;
  /** What finds them all. */
  filter: LeadFilter;
  stages: Stage[];
  team: Teammate[];
  /** The leads on screen: their tags are offered. */
  seen: Lead[];
  /** All that is shown is picked, so that all results can be meant. */
  whole: boolean;
  /** A card is in the hand: Esc is its key. */
  held: boolean;
  abovePager: boolean;
}) {
  const me = useSession().user.id;
  const { now, clear } = selecting;
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const n = howMany(now, total);
  useEscape(clear, held);

  const run = async (what: Omit<BulkInput, keyof Picked>, said: string | null) => {
    setBusy(true);
    try {
      await bulk({ ...what, ...whichOf(now, filter) }, said);
      clear();
    } catch (error) {
      sayRefused(`Nothing was changed: ${reason(error)}`);
    } finally {
      setBusy(false);
    }
  };
  const tags = [...new Set(seen.flatMap((l) => l.tags))].sort((a, b) => a.localeCompare(b));
  const theirs = now.all
    ? tags
    : tags.filter((t) => seen.some((l) => now.ids.has(l.id) && l.tags.includes(t)));
  const mates = [...team].sort((a, b) => Number(b.id === me) - Number(a.id === me));
  const sorted = [...stages].sort((a, b) => a.position - b.position);
  return (
    <section
      className={classes.bar}
      data-floats
      data-above-pager={abovePager || undefined}
      aria-label="Selected leads"
      aria-busy={busy}
    >
      <span className={classes.count} role="status">
        {count(n, now.all ? "result" : "lead")} selected
      </span>
      {whole && !now.all && total > n && (
        <Button size="xs" variant="subtle" className={classes.all} onClick={selecting.all}>
          Select all {total.toLocaleString("en")} results
        </Button>
      )}
      <span className={classes.line} />
      <div className={classes.actions}>
        <Menu position="top-start">
          <Act icon={<IconArrowsExchange {...IS} />} label="Move to stage" busy={busy} />
          <Menu.Dropdown className={classes.menu}>
            {sorted.map((s) => {
              const look = stageLook(stages, s.id);
              return (
                <Menu.Item
                  key={s.id}
                  leftSection={look && <StageGlyph look={look} />}
                  onClick={() => run({ action: "move_stage", stage_id: s.id }, s.name)}
                >
                  {s.name}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
        <Menu position="top-start">
          <Act icon={<IconUser {...IS} />} label="Assign" busy={busy} />
          <Menu.Dropdown className={classes.menu}>
            {mates.map((m) => (
              <Menu.Item
                key={m.id}
                leftSection={<TeamAvatar mate={m} size="s" silent />}
                onClick={() => run({ action: "assign", assigned_to: m.id }, m.name)}
              >
                {m.id === me ? `${m.name} (you)` : m.name}
              </Menu.Item>
            ))}
            <Menu.Item
              leftSection={<Unassigned size="s" silent />}
              onClick={() => run({ action: "assign", assigned_to: null }, null)}
            >
              Nobody
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <TagMenu
          label="Tag to add"
          tags={tags}
          onChoose={(tag) => run({ action: "tag", tags: [tag] }, tag)}
        >
          <Act icon={<IconTag {...IS} />} label="Add tag" busy={busy} />
        </TagMenu>
        <TagMenu
          label="Tag to remove"
          tags={theirs}
          onChoose={(tag) => run({ action: "untag", tags: [tag] }, tag)}
        >
          <Act icon={<IconTagOff {...IS} />} label="Remove tag" busy={busy} />
        </TagMenu>
        <BulkSend
          number={n}
          which={whichOf(now, filter)}
          disabled={busy}
          read={() => pickedLeads(now, filter, seen)}
        />
        {now.all && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconDownload {...IS} />}
            onClick={() => void startExport("leads", filter)}
          >
            Export
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          data-danger
          disabled={busy}
          leftSection={<IconTrash {...IS} />}
          onClick={() => setAsking(true)}
        >
          Delete
        </Button>
      </div>
      <span className={classes.line} />
      <Tooltip label="Clear the selection (Esc)">
        <ActionIcon aria-label="Clear the selection" onClick={clear}>
          <IconX {...I} />
        </ActionIcon>
      </Tooltip>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${count(n, "lead")}?`}
        action={`Delete ${count(n, "lead")}`}
        onConfirm={async () => {
          await bulk({ action: "delete", ...whichOf(now, filter) });
          clear();
        }}
      >
        {now.all
          ? `All ${count(n, "result")} of these filters leave the list, those of other pages too. `
          : "They leave the list. "}
        You can take it back for ten seconds.
      </Confirm>
    </section>
  );
}

/** A button of the bar that opens a menu. */
function Act({ icon, label, busy }: { icon: ReactNode; label: string; busy: boolean }) {
  return (
    <Menu.Target>
      <Button size="xs" variant="subtle" leftSection={icon} disabled={busy}>
        {label}
      </Button>
    </Menu.Target>
  );
}

/** Esc lets go, unless something that is open over the list or a card in the hand takes it first. */
function useEscape(run: () => void, held: boolean) {
  useEffect(() => {
    if (held) return;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      const box = target instanceof HTMLInputElement && target.type === "checkbox";
      if (event.key !== "Escape" || covered() || (typing && !box)) return;
      run();
    };
    // Before anybody else, so that a menu is still seen as open by the key that closes it.
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [run, held]);
}
