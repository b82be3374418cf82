import type { Page } from "@playwright/test";
import { Api } from "../support/api.ts";
import { SNAPSHOT, scene, type Template, welcome } from "../support/messages.ts";
import { expectAccessible, expectNoOverflow, settled, WIDTHS } from "../support/sound.ts";
import { test as base, expect } from "../support/test.ts";

interface Office {
  owner: Api;
  lead: string;
  automation: string;
  audience: string;
  campaign: string;
  draft: string;
  email: Template;
  message: string;
}

/** A workspace with something of each kind. */
async function office(owner: Api): Promise<Office> {
  const parts = await scene(owner);
  const { email } = parts.templates;
  const automation = (await welcome(owner, parts)).id;
  const person = { name: "Ada Byron", email: "ada@byron.example", phone: "+493055500001" };
  const lead = await owner.submit(parts.webhook, person);
  await owner.submit(parts.webhook, person);
  const { id: other } = await owner.addLead({ name: "Dan Without" });
  const make = <T = { id: string }>(path: string, data: object = {}) => owner.post<T>(path, data);
  const { id: audience } = await make("/leads/broadcast/create-audience", { name: "Fair", lead_ids: [lead, other] });
  const goesTo = { audience_id: audience, template_id: email.id, variables: {} };
  const { id: draft } = await make("/broadcast-campaigns", { name: "Winter news", ...goesTo });
  const { id: campaign } = await make("/broadcast-campaigns", { name: "Autumn news", ...goesTo });
  await make(`/broadcast-campaigns/${campaign}/send`);
  await make("/suppressions", { channel: "email", address: "nora@never.example" });
  const sent = async () => (await owner.get<{ state: string }>(`/broadcast-campaigns/${campaign}`)).state;
  await expect.poll(sent, { timeout: 45_000 }).toBe("sent");
  const { data } = await owner.get<{ data: { id: string }[] }>("/broadcast-messages");
  await owner.put("/channels/whatsapp", {
    provider: "whatsapp_cloud",
    settings: { phone_number_id: "1055" },
    secrets: { access_token: "a", app_secret: "b" },
  });
  return { owner, lead, automation, audience, campaign, draft, email, message: data[0]?.id as string };
}

const test = base.extend<object, { at: Office }>({
  at: [
    async ({ playwright }, use, info) => {
      await use(await office(await Api.signUp(playwright, info.project.use.baseURL as string)));
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

const sees = (text: string | RegExp) => async (page: Page) => {
  await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible();
};
const region = (name: string, text: string | RegExp) => async (page: Page) => {
  await expect(page.getByRole("region", { name, exact: true })).toContainText(text);
};
const framed = async (page: Page) => {
  await expect(page.frameLocator("iframe[sandbox]").locator("body")).toContainText("Dear ");
};

const PLACES: { name: string; path: (at: Office) => string; ready: (page: Page) => Promise<void> }[] = [
  { name: "automations", path: () => "/automations", ready: sees("Welcome Sequence") },
  { name: "new-automation", path: () => "/automations/new", ready: region("Trigger", "Pick a webhook") },
  {
    name: "wrong-automation",
    path: () => "/automations/new",
    ready: async (page) => {
      // Not by mouse, which would stay over it.
      await page.getByRole("button", { name: "Create automation" }).press("Enter");
      await sees("Step 1 has no template.")(page);
    },
  },
  {
    name: "automation",
    path: (at) => `/automations/${at.automation}?lead=${at.lead}`,
    ready: async (page) => {
      await expect(page.getByRole("list", { name: "What would happen" })).toContainText("Dear Ada");
      await region("Recent runs", "Ada Byron")(page);
    },
  },
  {
    name: "runs",
    path: (at) => `/automations/${at.automation}/runs`,
    ready: async (page) => {
      await page.getByRole("button", { name: "Steps of the run for Ada Byron" }).last().click();
      await expect(page.getByRole("list", { name: "Steps for Ada Byron" })).toContainText("Welcome_SMS");
    },
  },
  { name: "lead-automations", path: (at) => `/leads/${at.lead}`, ready: region("Automations", "Safety lock") },
  { name: "drawer-automations", path: (at) => `/leads?lead=${at.lead}`, ready: region("Automations", "Safety lock") },
  {
    name: "quick-send",
    path: (at) => `/leads/${at.lead}`,
    ready: async (page) => {
      await page.getByRole("button", { name: "Quick Send" }).click();
      const form = page.getByRole("dialog", { name: "Quick Send to Ada Byron" });
      await form.getByRole("radiogroup", { name: "Channel" }).getByText("Email", { exact: true }).click();
      await form.getByRole("textbox", { name: "Message" }).fill("Dear {{first_name}}");
      await framed(page);
    },
  },
  { name: "campaigns", path: () => "/broadcasts", ready: sees("Autumn news") },
  {
    name: "campaign",
    path: (at) => `/broadcasts/campaigns/${at.campaign}`,
    ready: region("Report", "Not in the shares"),
  },
  { name: "draft-campaign", path: (at) => `/broadcasts/campaigns/${at.draft}`, ready: region("Campaign", "Pace") },
  { name: "campaign-form", path: (at) => `/broadcasts/campaigns/${at.draft}/edit`, ready: framed },
  { name: "audiences", path: () => "/broadcasts/audiences", ready: sees("Fair") },
  { name: "audience", path: (at) => `/broadcasts/audiences/${at.audience}`, ready: sees("Dan Without") },
  { name: "templates", path: () => "/broadcasts/templates", ready: sees("Follow_Up_Email") },
  { name: "template", path: (at) => `/broadcasts/templates/${at.email.id}`, ready: framed },
  {
    name: "new-template",
    path: () => "/broadcasts/templates/new?channel=whatsapp",
    ready: region("Approval", "Meta approves"),
  },
  { name: "messages", path: () => "/broadcasts/messages", ready: sees("Ada Byron") },
  {
    name: "message",
    path: (at) => `/broadcasts/messages?open=${at.message}`,
    ready: async (page) => {
      await expect(page.getByRole("dialog", { name: "Message" }).getByText("Created")).toBeVisible();
    },
  },
  { name: "channels", path: () => "/settings/channels", ready: sees("n…@never.example") },
];

for (const place of PLACES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${place.name} is sound, ${colorScheme}`, async ({ open, at, watch }) => {
      watch.allow(SNAPSHOT);
      const page = await open(at.owner, { colorScheme, reducedMotion: "reduce" });
      for (const size of WIDTHS) {
        const what = `${place.name}, ${colorScheme}, ${size.width}`;
        await page.setViewportSize(size);
        await page.goto(place.path(at));
        await settled(page, place.ready);
        await expect(page).toHaveTitle(/ · Hydra$/);
        await expectNoOverflow(page, what);
        await expectAccessible(page, what);
      }
    });
  }
}
