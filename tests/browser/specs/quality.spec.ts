import type { Page } from "@playwright/test";
import type { Account, Api, Page as List } from "../support/api.ts";
import { expectAccessible, expectNoOverflow, settled, WIDTHS } from "../support/sound.ts";
import { expect, test } from "../support/test.ts";

interface Place {
  name: string;
  path: (demo: Api) => Promise<string> | string;
  /** There once the page has what it is for, at every width. */
  ready: (page: Page) => Promise<void>;
  signedOut?: boolean;
}

const sees = (text: string | RegExp) => async (page: Page) => {
  await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible();
};
const leadOf = (email: string) => async (demo: Api) => `/leads/${(await demo.findLead(email)).id}`;
const first = (list: string, page: string) => async (demo: Api) => {
  const { data } = await demo.get<{ data: { id: string }[] }>(list);
  return `${page}/${data[0]?.id}`;
};
/** The account with most to show. */
const busiest = async (demo: Api) => {
  const { data } = await demo.get<List<Account>>("/accounts", { limit: "100" });
  const much = (a: Account) => a.contact_count + a.opportunity_count;
  return `/accounts/${data.sort((a, b) => much(b) - much(a))[0]?.id}`;
};
const webhookTab = (tab: string) => async (demo: Api) =>
  `${await first("/lead-webhooks", "/webhooks")(demo)}?tab=${tab}`;
const widgetHelp = async (demo: Api) => `${await first("/widgets", "/settings/widgets")(demo)}?help=consent`;
/** One that sends nothing; its own page where no list is asked for. */
const outbound = (list: string | null) => async (demo: Api) => {
  const { id } = await demo.post<{ id: string }>("/outbound-webhooks", {
    url: "https://receiver.example/hydra",
    description: "A quiet receiver",
    events: ["lead.created", "opportunity.stage_changed"],
    active: false,
  });
  return list ?? `/settings/outbound-webhooks/${id}?tab=endpoint`;
};
const ACTIVE = "ivana@dizala.example";

const PLACES: Place[] = [
  { name: "sign-in", path: () => "/sign-in", ready: sees("Use demo sign-in"), signedOut: true },
  { name: "sign-up", path: () => "/sign-up", ready: sees("Create a workspace"), signedOut: true },
  { name: "home", path: () => "/", ready: sees("Open the board") },
  { name: "board", path: () => "/leads", ready: sees(/· /) },
  { name: "table", path: () => "/leads?view=table", ready: sees(/^1 to \d+ of/) },
  {
    name: "drawer",
    path: async (demo) => `/leads?lead=${(await demo.findLead(ACTIVE)).id}`,
    ready: async (page) => {
      await expect(page.getByRole("dialog", { name: "Lead" }).getByText("Top pages")).toBeVisible();
    },
  },
  { name: "lead", path: leadOf(ACTIVE), ready: sees("Top pages") },
  { name: "lead-quiet", path: leadOf("grace@solarhaus.example"), ready: sees("No activity in the last 30 days") },
  { name: "contacts", path: () => "/contacts", ready: sees(/^1 to \d+ of/) },
  { name: "contact", path: first("/contacts", "/contacts"), ready: sees("Demote to Lead") },
  { name: "new-contact", path: () => "/contacts/new", ready: sees("Create contact") },
  { name: "accounts", path: () => "/accounts", ready: sees(/^1 to \d+ of/) },
  { name: "account", path: busiest, ready: sees("Activity rollup") },
  { name: "opportunities-board", path: () => "/opportunities", ready: sees(/% likely$/) },
  { name: "opportunities-table", path: () => "/opportunities?view=table", ready: sees(/^1 to \d+ of/) },
  { name: "opportunity", path: first("/opportunities", "/opportunities"), ready: sees("Next step date") },
  { name: "new-opportunity", path: () => "/opportunities/new", ready: sees("Create opportunity") },
  { name: "reports", path: () => "/reports", ready: sees("Forecast by close month") },
  { name: "reports-funnel", path: () => "/reports?report=funnel", ready: sees(/went no further|went on/) },
  { name: "reports-time", path: () => "/reports?report=time", ready: sees("Prospecting") },
  { name: "reports-sources", path: () => "/reports?report=sources", ready: sees("linkedin.com") },
  { name: "site-activity", path: () => "/site-activity", ready: sees("Top custom events") },
  {
    name: "site-activity-filtered",
    path: () => "/site-activity?source=google.com&by=campaign",
    ready: sees("Top pages"),
  },
  { name: "visitors", path: () => "/site-activity/visitors", ready: sees("Show more") },
  { name: "visitor", path: first("/visitors", "/site-activity/visitors"), ready: sees("Whose browser") },
  { name: "webhooks", path: () => "/webhooks", ready: sees("Landing page form") },
  { name: "webhook", path: first("/lead-webhooks", "/webhooks"), ready: sees("Last received") },
  { name: "webhook-mapping", path: webhookTab("mapping"), ready: sees("Last payload") },
  { name: "webhook-settings", path: webhookTab("settings"), ready: sees("Regenerate key") },
  { name: "webhook-guides", path: webhookTab("guides"), ready: sees("Typeform") },
  { name: "import", path: () => "/leads/import", ready: sees("Choose a file") },
  { name: "widgets", path: () => "/settings/widgets", ready: sees("Northlight website") },
  { name: "widget", path: first("/widgets", "/settings/widgets"), ready: sees("data-key=") },
  { name: "consent-help", path: widgetHelp, ready: sees("Ask first") },
  { name: "outbound-webhooks", path: outbound("/settings/outbound-webhooks"), ready: sees("A quiet receiver") },
  { name: "new-outbound", path: () => "/settings/outbound-webhooks?new=1", ready: sees("Create webhook") },
  { name: "outbound-endpoint", path: outbound(null), ready: sees("Delete webhook") },
  { name: "data-export", path: () => "/settings/data-export", ready: sees("Start export") },
  { name: "workspace", path: () => "/settings/workspace", ready: sees("Time zone") },
  { name: "team", path: () => "/settings/team", ready: sees("rasmus@hydra.test") },
  { name: "custom-fields", path: () => "/settings/custom-fields", ready: sees("New field") },
  { name: "pipelines", path: () => "/settings/pipelines", ready: sees("Add stage") },
  { name: "account-stages", path: () => "/settings/account-stages", ready: sees("Add stage") },
  { name: "profile", path: () => "/settings/profile", ready: sees("demo@hydra.test") },
  { name: "api-keys", path: () => "/settings/api-keys", ready: sees("API keys") },
  { name: "audit-log", path: () => "/settings/audit-log", ready: sees(/Maya Lindqvist/) },
];
for (const place of PLACES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${place.name} is sound, ${colorScheme}`, async ({ open, demo, watch }) => {
      if (place.signedOut) watch.allow(/status of 401 .*\/api\/v1\/auth\/me/);
      const page = await open(place.signedOut ? null : demo, { colorScheme, reducedMotion: "reduce" });
      const path = await place.path(demo);
      for (const size of WIDTHS) {
        const what = `${place.name}, ${colorScheme}, ${size.width}`;
        await page.setViewportSize(size);
        await page.goto(path);
        await settled(page, place.ready);
        await expect(page).toHaveTitle(/ · Hydra$/);
        await expectNoOverflow(page, what);
        await expectAccessible(page, what);
      }
    });
  }
}

test.describe("pictures", () => {
  test.skip(process.env.SCREENSHOTS !== "1", "taken with SCREENSHOTS=1");
  for (const colorScheme of ["light", "dark"] as const) {
    test(`of the demo workspace, ${colorScheme}`, async ({ open, demo, watch }) => {
      test.setTimeout(300_000);
      watch.allow(/status of 401 .*\/api\/v1\/auth\/me/);
      const [inside, outside] = [await open(demo, { colorScheme }), await open(null, { colorScheme })];
      for (const place of PLACES) {
        await shoot(place.signedOut ? outside : inside, place, await place.path(demo), `seeded-${colorScheme}`);
      }
    });
    test(`of an empty workspace, ${colorScheme}`, async ({ open, works }) => {
      test.setTimeout(300_000);
      const page = await open(works, { colorScheme });
      const lead = { name: "lead-not-linked", ready: sees("N/A — Not linked to site tracking."), path: () => "" };
      const empty: (Omit<Place, "path"> & { path: string })[] = [
        { name: "home", path: "/", ready: sees("Getting started") },
        { name: "board", path: "/leads", ready: sees(/^No lead (has arrived yet|is in New)/) },
        { name: "table", path: "/leads?view=table", ready: sees("No lead has arrived yet") },
        { name: "contacts", path: "/contacts", ready: sees("No contact yet") },
        { name: "accounts", path: "/accounts", ready: sees("No account yet") },
        { name: "opportunities-board", path: "/opportunities", ready: sees("No opportunity yet") },
        { name: "opportunities-table", path: "/opportunities?view=table", ready: sees("No opportunity yet") },
        { name: "reports", path: "/reports", ready: sees("Nothing to forecast yet") },
        { name: "custom-fields", path: "/settings/custom-fields", ready: sees("No custom field for contacts yet") },
        { name: "team", path: "/settings/team", ready: sees("Nobody is invited at the moment") },
        { name: "reports-funnel", path: "/reports?report=funnel", ready: sees("No visit was recorded") },
        { name: "site-activity", path: "/site-activity", ready: sees("No widget yet") },
        { name: "visitors", path: "/site-activity/visitors", ready: sees("No widget yet") },
        { name: "outbound-webhooks", path: "/settings/outbound-webhooks", ready: sees("No outbound webhook yet") },
        { name: "data-export", path: "/settings/data-export", ready: sees("No export yet") },
        { name: "webhooks", path: "/webhooks", ready: sees("No webhook yet") },
        { name: "import", path: "/leads/import", ready: sees("Nothing has been imported yet") },
        { name: "widgets", path: "/settings/widgets", ready: sees("No widget yet") },
        { name: "api-keys", path: "/settings/api-keys", ready: sees("API keys") },
      ];
      for (const place of empty) {
        await shoot(page, { ...place, path: () => place.path }, place.path, `empty-${colorScheme}`);
      }
      const { id } = await works.addLead({});
      await shoot(page, lead, `/leads/${id}`, `empty-${colorScheme}`);
    });
  }
});

async function shoot(page: Page, place: Place, path: string, prefix: string) {
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    await page.goto(path);
    await settled(page, place.ready);
    await page.screenshot({
      path: `${test.info().project.outputDir}/pictures/${prefix}-${place.name}-${size.width}.png`,
    });
  }
}
