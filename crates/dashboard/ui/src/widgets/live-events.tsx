import { Button } from "@mantine/core";
import { useInViewport } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useLayoutEffect, useRef, useState } from "react";
import { reason } from "../api/errors";
import type { StoredEvent, Widget } from "../api/types";
import { useCan } from "../auth/session";
import { SettingsBlock } from "../settings/settings-page";
import { IS } from "../ui/icon";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { useNames, useTail } from "./api";
import { arrived, namesOf } from "./live";
import classes from "./live.module.css";
import { LiveRow } from "./live-row";

export function LiveEvents({ widget }: { widget: Widget }) {
  const allowed = useCan()("analytics:view");
  return (
    <SettingsBlock
      title="Live events"
      about="What pages with this widget send, within seconds, newest first."
    >
      {allowed ? (
        <Tail widget={widget} />
      ) : (
        <p className="t3">
          Seeing events needs the permission <code>analytics:view</code>. An admin can change your
          role.
        </p>
      )}
    </SettingsBlock>
  );
}

function Tail({ widget }: { widget: Widget }) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const [paused, setPaused] = useState(false);
  const [pointed, setPointed] = useState(false);
  const on = widget.tracking_enabled;
  const tail = useTail(widget.id, on && inViewport && !paused && !pointed);
  const events = tail.data ?? [];
  const state = !on
    ? "Tracking is off"
    : paused
      ? "Paused"
      : pointed && events.length > 0
        ? "Held while you point at it"
        : "Live";
  return (
    <div ref={ref}>
      <div className={classes.head}>
        {state === "Live" && !tail.error && <span className="dot" data-live />}
        <span className="t2">{state}</span>
        <span className="sp" />
        {on && (
          <Button
            size="xs"
            leftSection={paused ? <IconPlayerPlay {...IS} /> : <IconPlayerPause {...IS} />}
            onClick={() => setPaused(!paused)}
          >
            {paused ? "Resume" : "Pause"}
          </Button>
        )}
      </div>
      {/* Rows that are pointed at stay where they are. */}
      <div
        className={classes.frame}
        data-short={(!on && events.length === 0) || undefined}
        onPointerEnter={(e) => e.pointerType === "mouse" && setPointed(true)}
        onPointerLeave={() => setPointed(false)}
      >
        {!tail.data && tail.error ? (
          <div className={classes.pad}>
            <ErrorNote>The events could not be read: {reason(tail.error)}</ErrorNote>
          </div>
        ) : !tail.data ? (
          <SkeletonRows rows={6} />
        ) : events.length === 0 ? (
          <div className={classes.pad}>
            {on ? (
              <Empty
                title="Nothing yet"
                why="Open your site in another tab: every page that you look at shows up here within seconds."
              />
            ) : (
              <Empty
                title="Nothing is recorded"
                why="Switch tracking on above and save. Events start with the next page load."
              />
            )}
          </div>
        ) : (
          <Rows id={widget.id} events={events} />
        )}
      </div>
      {tail.data && tail.error && (
        <ErrorNote>Not refreshed: {reason(tail.error)} It is tried again.</ErrorNote>
      )}
    </div>
  );
}

/** New rows push the list down; it starts where it was and glides. Scrolled away from the top, it stays as it is. */
function Rows({ id, events }: { id: string; events: StoredEvent[] }) {
  const names = namesOf(useNames(id, events).data ?? []);
  const list = useRef<HTMLUListElement>(null);
  const first = useRef<string>(undefined);
  useLayoutEffect(() => {
    const fresh = arrived(
      events.map((e) => e.id),
      first.current,
    );
    first.current = events[0]?.id;
    const ul = list.current;
    if (fresh === 0 || !ul || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const next = ul.children[fresh] as HTMLElement | undefined;
    const shift = next?.offsetTop ?? ul.clientHeight;
    if (ul.scrollTop > 0) return;
    for (const row of ul.children)
      row.animate([{ transform: `translateY(${-shift}px)` }, { transform: "none" }], {
        duration: 200,
        easing: "cubic-bezier(0.2, 0, 0, 1)",
      });
  }, [events]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <ul ref={list} className={classes.list} tabIndex={0} aria-label="Live events">
      {events.map((e) => (
        <LiveRow key={e.id} event={e} who={e.customer_id ? names.get(e.customer_id) : undefined} />
      ))}
    </ul>
  );
}
