import { describe, expect, it } from "vitest";
import { anyFilter, parse, toQuery, write } from "./messages-url";

const at = (query: string) => parse(new URLSearchParams(query));

describe("the address of the messages", () => {
  it("reproduces the screen", () => {
    const query = "q=ada&status=failed&channel=sms&origin=campaign&origin_id=1&open=2";
    expect(write(at(query)).toString()).toBe(query);
    expect(toQuery(at(query))).toMatchObject({ search: "ada", origin_id: "1", status: "failed" });
  });
  it("passes over words that it does not know", () => {
    expect(at("status=constructor&channel=fax").status).toBeNull();
    expect(anyFilter(at("channel=fax&open=2"))).toBe(false);
    expect(anyFilter(at("customer_id=2"))).toBe(true);
  });
});
