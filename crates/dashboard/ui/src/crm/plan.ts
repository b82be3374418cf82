import { useSession } from "../auth/session";

/** Opportunities need a bigger plan than Starter (H32): what is there stays readable, nothing can be written. */
export function useOpportunityGate(): { allowed: boolean; reason: string | null } {
  const allowed = useSession().workspace.plan !== "starter";
  return { allowed, reason: allowed ? null : "Opportunities need the Growth plan" };
}
