import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

/** A button, or a link in its looks; with a reason it does nothing, and says why on hover and focus. */
export function GatedButton({
  reason,
  to,
  onClick,
  ...look
}: ButtonProps & {
  reason: string | null;
  to?: string;
  onClick?: () => void;
  children: ReactNode;
}) {
  if (reason) {
    return (
      <Tooltip label={reason} events={{ hover: true, focus: true, touch: true }}>
        {/* Not the attribute `disabled`: the reason must be reachable by keyboard. */}
        <Button {...look} data-disabled aria-disabled />
      </Tooltip>
    );
  }
  return to ? (
    <Button {...look} component={Link} to={to} />
  ) : (
    <Button {...look} onClick={onClick} />
  );
}
