import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ConversationMessage } from "../api/types";

/** So near to the end that one reads along. */
const NEAR = 48;

/**
 * A scroller that stays at its end while somebody reads along there, and where they are when they scrolled up: whatever
 * comes before or after, and however the room changes.
 */
export function useEnd(messages: ConversationMessage[]) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(true);
  const [news, setNews] = useState(false);
  const [arrived, setArrived] = useState<ConversationMessage | null>(null);
  // As it was last seen: by the time of an update the browser shows it as it is now.
  const seen = useRef({ near: true, below: 0, first: "", last: "" });

  const look = () => {
    const box = scroller.current;
    if (!box) return;
    seen.current.below = box.scrollHeight - box.scrollTop;
    seen.current.near = seen.current.below - box.clientHeight < NEAR;
    setNear(seen.current.near);
    if (seen.current.near) setNews(false);
  };
  const go = () => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    look();
  };

  const first = messages[0]?.id ?? "";
  const last = messages[messages.length - 1];
  // biome-ignore lint/correctness/useExhaustiveDependencies: when messages come before or after
  useLayoutEffect(() => {
    const box = scroller.current;
    const was = { ...seen.current };
    seen.current.first = first;
    seen.current.last = last?.id ?? "";
    if (!box) return;
    const begins = was.last === "" && was.first === "";
    const came = !begins && last !== undefined && last.id !== was.last;
    if (came && last.author !== "user") setArrived(last);
    if (begins || was.near || (came && last.author === "user")) go();
    else {
      // What came before pushes down what is being read, unless it is held.
      if (first !== was.first && !came) box.scrollTop = box.scrollHeight - was.below;
      if (came) setNews(true);
      look();
    }
  }, [first, last?.id]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: they look at refs
  useEffect(() => {
    const box = scroller.current;
    if (!box || !content.current) return;
    const watch = new ResizeObserver(() => seen.current.near && go());
    watch.observe(box);
    watch.observe(content.current);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, []);
  return { scroller, content, near, news, arrived, go };
}
