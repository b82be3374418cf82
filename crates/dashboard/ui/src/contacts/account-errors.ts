import { ApiError, formErrors } from "../api/errors";
import { ACCOUNT_FIELDS } from "../crm/account-fields";

const CHOICE = ["account_id", ...ACCOUNT_FIELDS.map((f) => `account.${f}`)];

/**
 * `formErrors` of a form with an account in it. That there is none at all (H23) is said at the field
 * that would give one, in either tab.
 */
export function accountErrors(error: unknown, known: string[]) {
  const { errors, rest } = formErrors(error, [...known, ...CHOICE, "account"]);
  const { account, ...others } = errors;
  const missing = error instanceof ApiError && error.code === "account_required";
  const said = account ?? (missing ? error.message : undefined);
  if (!said) return { errors: others, rest };
  return {
    errors: { account_id: said, "account.name": said, ...others },
    rest: missing ? null : rest,
  };
}
