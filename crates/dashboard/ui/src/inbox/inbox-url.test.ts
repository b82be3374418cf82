import { expect, test } from "vitest";
import { address, listFor, parse, toQuery } from "./inbox-url";

const read = (query: string) => parse(new URLSearchParams(query));

test("the address of a list leaves out what goes without saying, that of a conversation does not", () => {
  expect(address(null, read(""))).toBe("/inbox");
  expect(address(null, read("tab=email&show=closed&q=a+b"))).toBe(
    "/inbox?tab=email&show=closed&q=a+b",
  );
  expect(address("7", read(""))).toBe("/inbox/7?tab=messaging&show=open");
});

test("mine are those that are open and mine", () => {
  expect(toQuery(read("show=mine"))).toEqual({ tab: "messaging", status: "open", mine: true });
  expect(toQuery(read("show=closed&q=x"))).toMatchObject({ status: "closed", search: "x" });
  expect(read("show=junk&tab=junk")).toEqual({ tab: "messaging", show: "open", search: "" });
});

test("a conversation opens in its own tab, and from elsewhere beside those of its status", () => {
  const mail = { channel: "email", status: "closed" } as const;
  expect(listFor(mail, read("tab=messaging"), false)).toMatchObject({
    tab: "email",
    show: "closed",
  });
  expect(listFor(mail, read("show=mine"), true)).toMatchObject({ tab: "email", show: "mine" });
});
