import { expect, type Locator, type Page } from "@playwright/test";
import type { Api, Webhook } from "./api.ts";

export type Channel = "whatsapp" | "sms" | "email";
export interface Template {
  id: string;
  name: string;
}
export interface Automation {
  id: string;
  name: string;
}

/** Playwright's trace looks into an email's preview, in whose frame no script may run. */
export const SNAPSHOT = /Blocked script execution in 'about:srcdoc'/;

/** A template that may be sent. */
export const addTemplate = (works: Api, channel: Channel, name: string, body: string): Promise<Template> =>
  works.post("/message-templates", {
    name,
    channel,
    body,
    subject: channel === "email" ? "Hello {{first_name}}" : null,
    status: "approved",
    // What it is called at Meta.
    ...(channel === "whatsapp" && { provider_name: name.toLowerCase(), language: "en" }),
  });

export interface Scene {
  webhook: Webhook;
  templates: Record<Channel, Template>;
}

/** A webhook, and an approved template of each channel. */
export async function scene(works: Api): Promise<Scene> {
  const text = "Hi {{first_name}}, thanks for writing.";
  const templates = {
    whatsapp: await addTemplate(works, "whatsapp", "Welcome_Template", text),
    sms: await addTemplate(works, "sms", "Welcome_SMS", text),
    email: await addTemplate(works, "email", "Follow_Up_Email", "Dear {{first_name}}, is there anything to ask?"),
  };
  return { webhook: await works.addWebhook("Landing page form"), templates };
}

/** The document's example, as the builder would save it. */
export const welcome = (works: Api, { webhook, templates }: Scene, changes: object = {}): Promise<Automation> =>
  works.post("/lead-automations", {
    name: "Welcome Sequence",
    trigger: { kind: "webhook", webhook_id: webhook.id },
    steps: [
      {
        kind: "message",
        delay_minutes: 0,
        channel: "whatsapp",
        template_id: templates.whatsapp.id,
        fallback_channel: "sms",
        fallback_template_id: templates.sms.id,
      },
      { kind: "message", delay_minutes: 120, channel: "email", template_id: templates.email.id },
    ],
    ...changes,
  });

/** What automations did for a person, on the page or in the drawer. */
export class AutomationsCard {
  readonly region: Locator;

  constructor(inside: Page | Locator) {
    this.region = inside.getByRole("region", { name: "Automations" });
  }

  /** One of them, the newest first. */
  rows(kind: string): Locator {
    return this.region.locator(`[data-kind="automation_${kind}"]`);
  }

  /** All that happened, the newest first. */
  async expectKinds(...kinds: string[]) {
    const shown = () =>
      this.region
        .locator("[data-kind]")
        .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-kind")?.replace("automation_", "")));
    // It asks again every 15 s while nothing is on its way.
    await expect.poll(shown, { timeout: 45_000 }).toEqual(kinds);
  }
}
