import { expect, test } from "vitest";
import type { MessageTemplate } from "../api/types";
import { untouched } from "./compose";
import { canReach, exampleOf, type Recipient, reach } from "./recipients";
import { groupSkipped, nameList, sentSaid } from "./result";

const person = (id: string, email: string | null, phone: string | null): Recipient => ({
  id,
  display_name: id.toUpperCase(),
  email,
  phone,
  preferred_channel: null,
});
const ada = person("ada", "ada@x.example", null);
const ben = person("ben", null, "+15550100");

test("a channel is closed only when it is known that nobody has an address", () => {
  expect(canReach({ ids: ["ada"], known: [ada] }, "sms")).toBe(false);
  expect(canReach({ ids: ["ada"], known: [ada] }, "email")).toBe(true);
  expect(canReach({ ids: ["ada", "eve"], known: [ada] }, "whatsapp")).toBe(true);
  expect(reach({ ids: ["ada", "ben", "eve"], known: [ada, ben] }, "sms")).toEqual({
    reached: 1,
    without: 1,
    unknown: 1,
  });
});

test("the text is shown as the first who would get it", () => {
  const both = { ids: ["ada", "ben"], known: [ada, ben] };
  expect(exampleOf(both, "sms")).toBe("ben");
  expect(exampleOf({ ids: ["eve", "ada"], known: [ada] }, "sms")).toBe("eve");
});

test("the skipped stand together by reason, with the names that are known", () => {
  const skipped = [
    { lead_id: "ada", reason: "no_address", detail: "No phone number" },
    { lead_id: "ben", reason: "suppressed", detail: "Wants no SMS" },
    { lead_id: "eve", reason: "no_address", detail: "No phone number" },
  ];
  expect(groupSkipped(skipped, [ada, ben])).toEqual([
    { detail: "No phone number", names: ["ADA", ""] },
    { detail: "Wants no SMS", names: ["BEN"] },
  ]);
});

test("a long list of names is cut, and no name is made up", () => {
  expect(nameList(["Ada", ""])).toBe("Ada and 1 more");
  expect(nameList(["", ""])).toBe("2 people");
  expect(nameList([..."abcdefghij"])).toBe("a, b, c, d, e, f, g, h and 2 more");
});

test("the result in one line", () => {
  const to = (lead_id: string) => ({ lead_id, message_id: "m" });
  const off = { lead_id: "ada", reason: "no_address", detail: "No phone number" };
  expect(sentSaid({ accepted: [to("ada"), to("ben")], skipped: [off] })).toBe(
    "Sent to 2, skipped 1",
  );
  expect(sentSaid({ accepted: [], skipped: [off] })).toBe("Sent to nobody, skipped 1");
  expect(sentSaid({ accepted: [to("ada")], skipped: [] })).toBe("Sent to 1");
});

test("a template counts as sent while it stands as it was taken", () => {
  const template = { id: "t", channel: "email", subject: "Hi", body: "Text" } as MessageTemplate;
  const taken = { subject: "Hi", body: "Text", template };
  expect(untouched(taken, "email")).toBe(template);
  expect(untouched({ ...taken, body: "Text!" }, "email")).toBeNull();
  expect(untouched({ ...taken, subject: "Hi there" }, "email")).toBeNull();
  expect(untouched(taken, "sms")).toBeNull();
});
