import type { Teammate } from "../api/types";
import { initials } from "../lib/text";
import classes from "./avatar.module.css";

/** "r": in rows of two lines. */
type Size = "s" | "m" | "r" | "l";

/** Leads and contacts are grey. */
export function PersonAvatar({ name, size = "m" }: { name: string; size?: Size }) {
  return (
    <span className={classes.av} data-size={size} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Companies are square. */
export function CompanyAvatar({ name, size = "m" }: { name: string; size?: Size }) {
  return (
    <span className={classes.av} data-size={size} data-square aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Teammates are tinted, by a hue that follows their id. */
export function TeamAvatar({
  mate,
  size = "m",
  silent = false,
}: {
  mate: Pick<Teammate, "id" | "name">;
  size?: Size;
  /** The name stands beside it. */
  silent?: boolean;
}) {
  let sum = 0;
  for (const c of mate.id) sum = (sum * 31 + c.charCodeAt(0)) % 3600;
  const hue = { "--hue": String(sum % 360) } as React.CSSProperties;
  return (
    <span className={classes.av} data-size={size} data-team title={mate.name} style={hue}>
      <span aria-hidden="true">{initials(mate.name)}</span>
      {!silent && <span className="srOnly">{mate.name}</span>}
    </span>
  );
}

export function Unassigned({ size = "m", silent = false }: { size?: Size; silent?: boolean }) {
  return (
    <span
      className={classes.av}
      data-size={size}
      data-none
      title={silent ? undefined : "Unassigned"}
    >
      {!silent && <span className="srOnly">Unassigned</span>}
    </span>
  );
}
