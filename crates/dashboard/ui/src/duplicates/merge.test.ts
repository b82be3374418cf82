import { describe, expect, it } from "vitest";
import type { Merge, MergeField, MergePreview } from "../api/types";
import { allTags, inOrder, overrides, takenValue } from "./choices";
import {
  aboutPerson,
  because,
  mayMerge,
  movesWords,
  type Somebody,
  suggestKept,
  undoable,
} from "./words";

const person = (id: string, more: object = {}) =>
  ({
    id,
    kind: "lead",
    display_name: id,
    tags: [],
    created_at: "2026-11-02T00:00:00Z",
    ...more,
  }) as unknown as Somebody;
const field = (name: string, keep: string | null, other: string | null): MergeField => ({
  field: name,
  label: name,
  keep,
  other,
  chosen: keep === null ? "other" : "keep",
});
const FIELDS = [
  field("company", "Acme", "Acme"),
  field("title", null, "CEO"),
  field("phone", "1", "2"),
];
const preview = (keep: string, other: string, fields = FIELDS) =>
  ({ keep: person(keep), other: person(other), fields }) as MergePreview;
const swapped = FIELDS.map((f) => field(f.field, f.other, f.keep));

describe("choosing", () => {
  it("what differs comes first, what is the same last", () => {
    expect(inOrder(FIELDS).map((f) => f.field)).toEqual(["phone", "title", "company"]);
  });
  it("says only what is not chosen by itself", () => {
    expect(overrides({}, preview("ada", "bo"))).toEqual({});
    expect(overrides({ phone: "bo", title: "bo" }, preview("ada", "bo"))).toEqual({
      phone: "other",
    });
    expect(overrides({ title: "ada" }, preview("ada", "bo"))).toEqual({ title: "keep" });
  });
  it("stays with the person when the sides are swapped", () => {
    const picked = { phone: "bo" };
    const turned = preview("bo", "ada", swapped);
    expect(overrides(picked, turned)).toEqual({});
    const phone = turned.fields[2] as MergeField;
    expect(takenValue(phone, picked, turned)).toBe("2");
    expect(takenValue(phone, {}, preview("ada", "bo", [phone]))).toBe("2");
  });
  it("a contact keeps an email, whatever was picked before the sides were swapped", () => {
    const email = field("email", "a@x.example", null);
    const both = preview("ada", "bo", [email]);
    expect(overrides({ email: "bo" }, both)).toEqual({ email: "other" });
    const contact = { ...both, keep: person("ada", { kind: "contact" }) } as MergePreview;
    expect(overrides({ email: "bo" }, contact)).toEqual({});
  });
  it("has the tags of both once", () => {
    const keep = person("ada", { tags: ["hot", "vip"] });
    expect(allTags({ keep, other: person("bo", { tags: ["vip", "new"] }) })).toEqual([
      "hot",
      "vip",
      "new",
    ]);
  });
});

describe("who is kept", () => {
  it("the contact, else who was here first", () => {
    const early = person("early", { created_at: "2026-10-01T00:00:00Z" });
    const late = person("late");
    const contact = person("contact", { kind: "contact", created_at: "2026-11-20T00:00:00Z" });
    expect(suggestKept([late, early])?.[0]).toBe(early);
    expect(suggestKept([early, contact])?.[0]).toBe(contact);
    expect(suggestKept([early])).toBeNull();
  });
  it("a contact needs a permission more", () => {
    const leads = (p: string) => p === "leads:manage";
    expect(mayMerge(leads, [person("a"), person("b")])).toBe(true);
    expect(mayMerge(leads, [person("a"), person("b", { kind: "contact" })])).toBe(false);
    expect(mayMerge(() => true, [person("b", { kind: "contact" })])).toBe(true);
  });
});

describe("words", () => {
  it("why, who, and what moves", () => {
    expect(because(["phone", "name_company"])).toBe("same phone, similar name and company");
    expect(aboutPerson(person("Ada", { company: "Acme", phone: "+1" }))).toBe("Acme · +1");
    expect(aboutPerson(person("Ada"))).toBe("Nothing else is known");
    const moves = { notes: 3, visitors: 1, opportunities: 0, companies: 2 };
    expect(movesWords(moves)).toBe("3 notes, 1 browser with every visit and 2 companies");
    expect(movesWords({ notes: 0, visitors: 0, opportunities: 0, companies: 0 })).toBe("");
  });
  it("what can be taken back", () => {
    const made = (more: Partial<Merge>) =>
      ({
        id: "m",
        keep_id: "ada",
        undone_at: null,
        undoable_until: "2026-12-01T00:00:00Z",
        ...more,
      }) as Merge;
    const all = [
      made({}),
      made({ keep_id: "bo" }),
      made({ undone_at: "2026-11-20T00:00:00Z" }),
      made({ undoable_until: "2026-11-01T00:00:00Z" }),
    ];
    expect(undoable(all, "ada", Date.parse("2026-11-21T00:00:00Z"))).toHaveLength(1);
  });
});
