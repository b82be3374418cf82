import { reason } from "../api/errors";
import { sayRefused } from "../ui/toast";

/** For changes without a field of their own: a refusal is told, the old value stays. */
export const orSay = (what: string, change: Promise<unknown>) =>
  change.catch((error) => sayRefused(`${what} not changed: ${reason(error)}`));
