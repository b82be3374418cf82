import { ActionIcon, Drawer, Tooltip } from "@mantine/core";
import { IconArrowsDiagonal, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Link } from "react-router";
import type { Id } from "../api/types";
import { type ListPart, neighboursIn } from "../lib/last-list";
import { I } from "../ui/icon";
import { StepButtons } from "../ui/record-steps";
import { SkeletonBlock } from "../ui/skeleton";
import classes from "./lead-drawer.module.css";

const LeadView = lazy(() => import("./lead-view"));

/** The record over its list; Esc brings back the list and its focus. */
export default function LeadDrawer({
  id,
  beside,
  onClose,
  onOpen,
}: {
  id: Id | null;
  /** The list it lies over. */
  beside: ListPart[];
  onClose: () => void;
  onOpen: (id: Id) => void;
}) {
  // Keeps its content while it slides out.
  const [last, setLast] = useState<Id | null>(id);
  useEffect(() => {
    if (id) setLast(id);
  }, [id]);
  const shown = id ?? last;
  const steps = shown ? neighboursIn(beside, shown) : null;
  const { previous, next } = steps ?? {};
  return (
    <Drawer.Root
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={560}
      returnFocus
      closeOnEscape={false}
      classNames={{ content: classes.content, overlay: classes.overlay }}
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label="Lead">
        {shown && (
          <>
            <DrawerKeys
              active={id !== null}
              onClose={onClose}
              previous={previous && (() => onOpen(previous))}
              next={next && (() => onOpen(next))}
            />
            <header className={classes.bar}>
              {steps && <StepButtons of="leads" beside={steps} onStep={onOpen} />}
              <span className="sp" />
              <Tooltip label="Open as a page">
                <ActionIcon component={Link} to={`/leads/${shown}`} aria-label="Open as a page">
                  <IconArrowsDiagonal {...I} />
                </ActionIcon>
              </Tooltip>
              <ActionIcon aria-label="Close" onClick={onClose}>
                <IconX {...I} />
              </ActionIcon>
            </header>
            <div className={classes.scroll}>
              <Suspense fallback={<SkeletonBlock height={420} />}>
                <LeadView key={shown} id={shown} drawer onGone={onClose} />
              </Suspense>
            </div>
          </>
        )}
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** The drawer's keys; while a dialog or a menu is open over it, they are that one's. */
function DrawerKeys({
  active,
  onClose,
  previous,
  next,
}: {
  active: boolean;
  onClose: () => void;
  previous?: (() => void) | "";
  next?: (() => void) | "";
}) {
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target !== document.body && !target.closest(`.${classes.content}`)) return;
      // A list that is open in the drawer takes its own Esc.
      if (event.key === "Escape" && !target.dataset.mantineStopPropagation) return onClose();
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      const run = event.key === "j" ? next : event.key === "k" ? previous : undefined;
      if (run) run();
    };
    // Before anybody else, so that a list is still seen as open by the key that closes it.
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [active, onClose, previous, next]);
  return null;
}
