import { describe, expect, it } from "vitest";
import {
  absent,
  chosenFor,
  exampleFor,
  gist,
  type Incoming,
  type Mapping,
  missed,
  parsePayload,
  sameMapping,
  send,
} from "./mapping";

const field = (path: string, part: Partial<Incoming> = {}): Incoming => ({
  path,
  sample: "something",
  to: null,
  custom_key: null,
  ...part,
});

/** Proves: L19 */
describe("a mapping by clicking", () => {
  it("sends a field somewhere, elsewhere, and leaves it to its name again", () => {
    const once = send({}, "job_title", "title");
    expect(once).toEqual({ job_title: "title" });
    expect(send(once, "job_title", "company")).toEqual({ job_title: "company" });
    expect(send(once, "job_title", null)).toEqual({});
  });
  it("knows a field by its path and by its key, and keeps one of them", () => {
    const byKey: Mapping = { jobTitle: "title" };
    expect(chosenFor(byKey, "job_title")).toBe("title");
    expect(send(byKey, "job_title", "name")).toEqual({ job_title: "name" });
  });
  it("tells what is mapped and not in this payload", () => {
    const mapping: Mapping = { who: "name", contactMail: "email", old: "phone" };
    expect(absent(mapping, [field("who"), field("contact.mail")])).toEqual([["old", "phone"]]);
  });
  it("compares without regard to the order", () => {
    expect(sameMapping({ a: "name", b: "email" }, { b: "email", a: "name" })).toBe(true);
    expect(sameMapping({ a: "name" }, { a: "email" })).toBe(false);
  });
});

describe("a field that did not get where it was sent", () => {
  it("says who was first, or what is wrong with the value", () => {
    const mail = field("mail", { to: "email" });
    const second = field("second");
    expect(missed(mail, "email", [mail])).toBeNull();
    expect(missed(second, null, [second])).toBeNull();
    expect(missed(second, "email", [mail, second])).toBe("Email comes from mail already.");
    expect(missed(second, "email", [second])).toContain("no email address");
    expect(missed(second, "phone", [second])).toContain("no phone number");
    expect(missed(field("x", { sample: " " }), "phone", [])).toBe("Empty in this payload.");
  });
});

/** Proves: L18, L20 */
describe("a payload", () => {
  it("is an object, or the first of a list", () => {
    expect(parsePayload('{"a": 1}').payload).toEqual({ a: 1 });
    expect(parsePayload('[{"a": 1}, {"a": 2}]').payload).toEqual({ a: 1 });
  });
  it.each([
    ["", "Paste"],
    ["{", "not valid JSON"],
    ["3", "no JSON object"],
    ["[]", "no JSON object"],
    ["{}", "no fields"],
  ])("%j is none", (text, why) => expect(parsePayload(text).problem).toContain(why));
  it("is told apart by its first texts", () => {
    expect(gist({ id: 7, contact: { name: "Ada", mail: "a@b.c" }, x: "", y: "z", w: "v" })).toBe(
      "Ada · a@b.c · z",
    );
    expect(gist("not json")).toBe("not json");
  });
  it("for a test is one that the mapping understands", () => {
    const example = exampleFor({ "contact.first": "name", job_title: "title" });
    expect(example).toMatchObject({ contact: { first: "Test Person" }, email: expect.any(String) });
    expect(example.job_title).toBeDefined();
    expect(example.name).toBeUndefined();
  });
});
