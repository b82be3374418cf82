import type { Id } from "../api/types";
import { type Order, placeOf } from "./board-state";

type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";
export const isArrow = (key: string): key is Arrow =>
  key === "ArrowUp" || key === "ArrowDown" || key === "ArrowLeft" || key === "ArrowRight";

/** Where a lifted card goes on an arrow: up and down inside its stage, left and right between stages. */
export function arrow(order: Order, stages: Id[], id: Id, key: Arrow): Order {
  const place = placeOf(order, id);
  if (!place) return order;
  const own = order[place.stageId] ?? [];
  if (key === "ArrowUp" || key === "ArrowDown") {
    const to = place.index + (key === "ArrowUp" ? -1 : 1);
    if (to < 0 || to >= own.length) return order;
    const next = own.filter((other) => other !== id);
    next.splice(to, 0, id);
    return { ...order, [place.stageId]: next };
  }
  const at = stages.indexOf(place.stageId) + (key === "ArrowLeft" ? -1 : 1);
  const target = stages[at];
  if (target === undefined) return order;
  const other = order[target] ?? [];
  const index = Math.min(place.index, other.length);
  return {
    ...order,
    [place.stageId]: own.filter((o) => o !== id),
    [target]: [...other.slice(0, index), id, ...other.slice(index)],
  };
}
