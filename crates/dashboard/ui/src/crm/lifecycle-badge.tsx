import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Lifecycle } from "../api/types";
import { IS } from "../ui/icon";
import { LIFECYCLES } from "./words";

const ICONS = {
  prospect: IconCircleDashed,
  active: IconCircleCheck,
  at_risk: IconAlertTriangle,
  churned: IconCircleX,
};

export function LifecycleIcon({ value }: { value: Lifecycle }) {
  const Icon = ICONS[value];
  return <Icon {...IS} />;
}

export function LifecycleBadge({ value, children }: { value: Lifecycle; children?: ReactNode }) {
  const { label, meaning, color } = LIFECYCLES[value];
  return (
    <span className="badge" data-color={color} title={meaning}>
      <LifecycleIcon value={value} />
      {label}
      {children}
    </span>
  );
}
