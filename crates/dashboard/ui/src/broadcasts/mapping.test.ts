import { expect, test } from "vitest";
import { toVariables, unfilled, withFixed } from "./mapping";

test("only fixed texts of the template's own variables are sent", () => {
  const mapping = { first_name: null, offer: " 20 % off ", old: "of another template" };
  expect(toVariables(mapping, ["first_name", "offer"])).toEqual({ offer: "20 % off" });
  expect(unfilled({ first_name: null, offer: " " }, ["first_name", "offer"])).toEqual(["offer"]);
});

test("fixed texts stand in the preview, the person's values are left to the server", () => {
  expect(withFixed("Hi {{first_name}}, {{ offer }} on {{custom.plan}}", { offer: "$& off" })).toBe(
    "Hi {{first_name}}, $& off on {{custom.plan}}",
  );
});
