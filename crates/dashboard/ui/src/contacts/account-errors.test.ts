import { describe, expect, it } from "vitest";
import { ApiError } from "../api/errors";
import type { FieldProblem } from "../api/types";
import { accountErrors } from "./account-errors";

const refused = (code: string, errors: FieldProblem[] = []) =>
  new ApiError({
    title: "Invalid",
    status: 422,
    code,
    detail: "A contact needs an account.",
    errors,
  });
const at = (field: string, message: string): FieldProblem => ({ field, code: "invalid", message });

/** Proves: H23 */
describe("accountErrors", () => {
  it("says in both tabs that there is no account", () => {
    expect(accountErrors(refused("account_required"), ["email"])).toEqual({
      errors: {
        account_id: "A contact needs an account.",
        "account.name": "A contact needs an account.",
      },
      rest: null,
    });
  });
  it("leaves a field's own reason with it, and what has no field to the form", () => {
    const error = refused("invalid", [
      at("account.website", "is no address"),
      at("email", "is no email"),
      at("plan", "is too small"),
    ]);
    expect(accountErrors(error, ["email"])).toEqual({
      errors: { "account.website": "Is no address.", email: "Is no email." },
      rest: "Is too small.",
    });
  });
});
