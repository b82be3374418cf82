import { describe, expect, it } from "vitest";
import { blank, changes, inputOf } from "./draft";

const email = { ...blank("email"), name: "Welcome", subject: "Hi {{first_name}}", body: "Text" };

describe("a template's draft", () => {
  it("patches what differs and nothing else", () => {
    expect(changes(email, email).count).toBe(0);
    expect(changes(email, { ...email, name: " Welcome ", body: "Text\n" })).toEqual({
      patch: { body: "Text\n" },
      count: 1,
    });
  });
  it("sends no subject but an email's, and no name at Meta but WhatsApp's", () => {
    const both = { ...email, provider_name: "welcome", language: "en" };
    expect(inputOf(both)).toMatchObject({ subject: "Hi {{first_name}}", provider_name: null });
    expect(inputOf({ ...both, channel: "whatsapp" })).toMatchObject({
      subject: null,
      provider_name: "welcome",
      language: "en",
    });
  });
});
