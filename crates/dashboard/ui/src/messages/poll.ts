import type { BroadcastMessage } from "../api/types";

type Going = Pick<BroadcastMessage, "status" | "created_at">;

const DAY = 24 * 60 * 60_000;

/** On its way, and young enough that a report may still come. */
const onItsWay = ({ status, created_at }: Going, now: number) =>
  (status === "pending" || status === "sent") && now - Date.parse(created_at) < DAY;

/** How soon to look again: often while something is on its way, calmly for what is new. */
export const pollAfter = (messages: Going[], now: number): number =>
  messages.some((m) => onItsWay(m, now)) ? 5000 : 15_000;
