import { describe, expect, it } from "vitest";
import type { WidgetForm } from "../api/types";
import {
  formChanged,
  formDraft,
  formOf,
  formProblems,
  newField,
  relabel,
  retarget,
} from "./form-draft";

const form: WidgetForm = {
  title: "Talk to us",
  button: "Send",
  thanks: "Thank you",
  fields: [
    { key: "email", label: "Email", kind: "email", required: true },
    { key: "teamSize", label: "Team size", kind: "text", required: false },
  ],
};
const draft = () => formDraft(form);
const at = (i: number) => draft().fields[i] as ReturnType<typeof newField>;

describe("a draft", () => {
  it("that nobody touched is what was saved", () => {
    expect(formOf(draft())).toEqual(form);
    expect(formChanged(form, draft())).toBe(false);
    expect(formChanged(form, { ...draft(), title: "Talk to us " })).toBe(false);
  });
  it("differs by its order, too", () => {
    const d = draft();
    expect(formChanged(form, { ...d, fields: [...d.fields].reverse() })).toBe(true);
  });
});

describe("a new field", () => {
  it("is the first own one that is missing, then a custom one", () => {
    expect(newField(draft().fields)).toMatchObject({ key: "name", label: "Name", kind: "text" });
    const all = ["name", "email", "phone", "company", "title"].map((key) => ({ ...at(0), key }));
    expect(newField(all)).toMatchObject({ key: "", label: "" });
  });
});

describe("another target", () => {
  it("brings its kind, and its name where the label was that of the old one", () => {
    expect(retarget(at(0), "phone")).toMatchObject({ key: "phone", label: "Phone", kind: "phone" });
    expect(retarget({ ...at(0), label: "Work mail" }, "phone").label).toBe("Work mail");
    expect(retarget({ ...at(1), kind: "textarea" }, "")).toMatchObject({
      key: "teamSize",
      kind: "textarea",
    });
  });
});

describe("another label", () => {
  it("takes a custom key with it, but no own and no chosen one", () => {
    expect(relabel(at(1), "Number of lifts").key).toBe("numberOfLifts");
    expect(relabel({ ...at(1), key: "crew" }, "Number of lifts").key).toBe("crew");
    expect(relabel(at(0), "Work mail").key).toBe("email");
    expect(relabel(at(1), "Phone").key).toBe("phone2");
  });
});

describe("formProblems", () => {
  it("none with what is complete", () => expect(formProblems(draft())).toEqual({}));
  it("names what is missing, where it is missing", () => {
    const d = draft();
    const [email, size] = [at(0), at(1)];
    expect(formProblems({ ...d, button: " ", fields: [size] })).toMatchObject({
      button: expect.any(String),
      fields: expect.stringContaining("email or a phone"),
    });
    expect(
      Object.keys(formProblems({ ...d, fields: [email, { ...size, label: "", key: "email" }] })),
    ).toEqual([`label-${size.id}`, `key-${size.id}`]);
    expect(formProblems({ ...d, fields: [email, { ...size, key: "team size" }] })).toEqual({
      [`key-${size.id}`]: "Letters and digits only: teamSize.",
    });
  });
});
