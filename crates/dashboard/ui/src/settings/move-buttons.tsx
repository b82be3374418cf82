import { ActionIcon } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useLayoutEffect, useRef, useState } from "react";
import { I } from "../ui/icon";

/** Up and down in a list. The focus goes with the row, and the new place is said. */
export function MoveButtons({
  name,
  index,
  count,
  onMove,
}: {
  name: string;
  index: number;
  count: number;
  onMove: (to: number) => void;
}) {
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const pressed = useRef<1 | -1 | null>(null);
  const [said, setSaid] = useState("");
  useLayoutEffect(() => {
    if (!pressed.current) return;
    const [same, other] = pressed.current < 0 ? [up, down] : [down, up];
    pressed.current = null;
    // At an end the pressed button is off and cannot hold the focus.
    (same.current?.disabled ? other : same).current?.focus();
    setSaid(`${name} is now ${index + 1} of ${count}`);
  }, [name, index, count]);
  const move = (by: 1 | -1) => {
    pressed.current = by;
    onMove(index + by);
  };
  return (
    <>
      <ActionIcon
        ref={up}
        aria-label={`Move ${name} up`}
        disabled={index === 0}
        onClick={() => move(-1)}
      >
        <IconArrowUp {...I} />
      </ActionIcon>
      <ActionIcon
        ref={down}
        aria-label={`Move ${name} down`}
        disabled={index === count - 1}
        onClick={() => move(1)}
      >
        <IconArrowDown {...I} />
      </ActionIcon>
      <span className="srOnly" aria-live="polite">
        {said}
      </span>
    </>
  );
}

/** The list with one of its items at another place. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}
