import { expect, test } from "vitest";
import { ApiError } from "../api/errors";
import { inUse, whyNot } from "./in-use";

test("the refusal names what still hangs on the account", () => {
  const has = (contacts: number, opportunities: number, linked_contacts = 0) =>
    whyNot({ contacts, opportunities, linked_contacts });
  expect(has(3, 1)).toBe(
    "This account still has 3 contacts and 1 opportunity. Move or delete them first.",
  );
  expect(has(0, 2)).toBe("This account still has 2 opportunities. Move or delete them first.");
  expect(has(1, 0)).toBe("This account still has 1 contact. Move or delete it first.");
  expect(has(1, 2, 3)).toBe(
    "This account still has 1 contact, 2 opportunities and 3 further linked contacts. Move or delete them first.",
  );
});

test("only this one refusal carries counts", () => {
  const refused = { title: "In use", status: 409, code: "account_in_use", contacts: 3 };
  expect(inUse(new ApiError(refused))).toEqual({
    contacts: 3,
    opportunities: 0,
    linked_contacts: 0,
  });
  expect(inUse(new ApiError({ ...refused, code: "stale" }))).toBe(null);
});
