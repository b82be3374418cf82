import type { TemplateStatus } from "../api/types";
import { STATUSES } from "./words";

export function StatusBadge({ status }: { status: TemplateStatus }) {
  return (
    <span className="badge" data-color={STATUSES[status].color}>
      {STATUSES[status].label}
    </span>
  );
}
