import { describe, expect, it } from "vitest";
import type { MessageChannelSetup } from "../api/types";
import { countChanges, draftOf, inputOf, missingIn, withProvider } from "./draft";

const smtp: MessageChannelSetup = {
  channel: "email",
  provider: "smtp",
  settings: { host: "mail.example", port: 587, security: "starttls", from_email: "a@b.example" },
  secrets: ["password"],
  callback_url: null,
  verify_token: null,
  inbound_secret: null,
  updated_at: null,
  version: 3,
};

describe("a channel's draft", () => {
  it("is no change as it was loaded", () => {
    expect(countChanges(smtp, draftOf(smtp))).toBe(0);
  });
  it("sends a port as a number, what is empty as nothing, and no secret that was not typed", () => {
    const draft = { ...draftOf(smtp), secrets: { password: "" } };
    draft.settings.port = " 465 ";
    expect(inputOf(draft)).toEqual({
      provider: "smtp",
      settings: {
        host: "mail.example",
        security: "starttls",
        port: 465,
        username: null,
        from_email: "a@b.example",
        from_name: null,
        reply_to: null,
      },
    });
    expect(countChanges(smtp, draft)).toBe(1);
  });
  it("leaves a port that is no number to the server", () => {
    const draft = draftOf(smtp);
    draft.settings.port = "abc";
    expect(inputOf(draft).settings.port).toBe("abc");
  });
  it("names all that a provider cannot do without, and no secret that is set", () => {
    expect(missingIn(smtp, draftOf(smtp))).toEqual({});
    const sms = { ...smtp, channel: "sms", provider: "sandbox", secrets: [] } as const;
    const draft = { ...withProvider({ ...sms, secrets: [] }, "twilio"), secrets: {} };
    expect(Object.keys(missingIn({ ...sms, secrets: [] }, draft))).toEqual([
      "settings.account_sid",
      "settings.from",
      "secrets.auth_token",
    ]);
    const set = { ...smtp, provider: "twilio", secrets: ["auth_token"] } as MessageChannelSetup;
    expect(missingIn(set, draft)).not.toHaveProperty(["secrets.auth_token"]);
  });
  it("counts a typed secret, and another provider once", () => {
    expect(countChanges(smtp, { ...draftOf(smtp), secrets: { password: "x" } })).toBe(1);
    expect(countChanges(smtp, withProvider(smtp, "sandbox"))).toBe(1);
    expect(withProvider(smtp, "smtp")).toEqual(draftOf(smtp));
  });
});
