import type { DragDropManager } from "@dnd-kit/dom";

/**
 * Where a card is let go. dnd-kit measures on move events alone, a frame late, and takes no notice of what is crossed
 * while it draws the last change: a fast move that stops dead would drop into the column before.
 */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
export interface Point {
  x: number;
  y: number;
}
/** A column or a rail, with the cards that lie in it. */
export interface Area {
  id: string;
  box: Box;
  cards: { id: string; box: Box }[];
}
export interface Place {
  id: string;
  /** Among the column's other cards. */
  index: number;
}

const holds = ({ left, top, right, bottom }: Box, { x, y }: Point) =>
  x >= left && x < right && y >= top && y < bottom;

/** The column under a point, and the place there: below each card whose middle is above the point. */
export function placeAt(frame: Box, areas: Area[], point: Point, held: string): Place | null {
  if (!holds(frame, point)) return null;
  const area = areas.find((a) => holds(a.box, point));
  if (!area) return null;
  const above = area.cards.filter(
    ({ id, box }) => id !== held && (box.top + box.bottom) / 2 < point.y,
  );
  return { id: area.id, index: above.length };
}

/**
 * The last measurement, of where the pointer is let go; null over no column, undefined when no pointer let go.
 * Columns carry `data-stage`, their cards the attribute that is named.
 */
export function droppedAt(
  root: HTMLElement | null,
  event: Event | undefined,
  held: string,
  card: "data-lead" | "data-deal",
): Place | null | undefined {
  if (!root || !(event instanceof PointerEvent)) return undefined;
  const areas = [...root.querySelectorAll<HTMLElement>("[data-stage]")].map((column) => ({
    id: column.dataset.stage ?? "",
    box: column.getBoundingClientRect(),
    cards: [...column.querySelectorAll(`[${card}]`)].map((element) => ({
      id: element.getAttribute(card) ?? "",
      box: element.getBoundingClientRect(),
    })),
  }));
  const point = { x: event.clientX, y: event.clientY };
  return placeAt(root.getBoundingClientRect(), areas, point, held);
}

/** After each change of the target: measures again, if the hand went on while the change was drawn. */
export function lookAgain(manager: DragDropManager) {
  const { dragOperation, collisionObserver } = manager;
  const { x, y } = dragOperation.position.current;
  void manager.renderer.rendering.then(() =>
    requestAnimationFrame(() => {
      const now = dragOperation.position.current;
      if (dragOperation.status.dragging && (now.x !== x || now.y !== y)) {
        collisionObserver.forceUpdate();
      }
    }),
  );
}
