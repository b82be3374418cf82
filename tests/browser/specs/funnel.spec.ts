import type { Page } from "@playwright/test";
import { type Api, type Contact, type Page as List, unique } from "../support/api.ts";
import { expect, test } from "../support/test.ts";
import { AGENTS, did, saw, tracked } from "../support/visits.ts";

/** Four see the price, two of them try after it, both become leads, one is won and one is lost. */
async function arrange(owner: Api) {
  const widget = await tracked(owner, unique("Site"));
  const who = (name: string) => `${name}-${widget.id.slice(-8)}`;
  const send = (name: string, ...events: ReturnType<typeof saw>[]) =>
    owner.track(widget, who(name), events, AGENTS.firefox);
  await send("a", saw("/pricing", 60), did("trial", 50));
  await send("b", saw("/pricing", 60), did("trial", 40));
  await send("c", did("trial", 75), saw("/pricing", 60));
  await send("d", saw("/pricing", 30));
  await send("e", saw("/", 30));
  const { stages } = await owner.pipeline();
  const stage = (name: string) => stages.find((s) => s.name === name) as (typeof stages)[number];
  const [a, b] = [`${unique("a")}@example.com`, `${unique("b")}@example.com`];
  const leads = [await owner.addLead({ email: a }), await owner.addLead({ email: b })] as const;
  await owner.identify(widget, who("a"), a);
  await owner.identify(widget, who("b"), b);
  await owner.moveLead(leads[0].id, stage("Qualified"));
  await owner.moveLead(leads[0].id, stage("Won"));
  await owner.moveLead(leads[1].id, stage("Lost"));
  return widget;
}

const counts = (page: Page) => page.getByRole("table", { name: "Funnel" }).locator('td[data-label="Visitors"]');
const steps = (page: Page) => page.getByRole("list", { name: "Steps of the funnel" }).getByRole("listitem");

// Proves: X4
test("a funnel from a page to a won deal is built, counted and linked to", async ({ open, works }) => {
  await arrange(works);
  const page = await open(works);
  await page.goto("/reports");
  await page.getByRole("radiogroup", { name: "Report", exact: true }).getByText("Funnel", { exact: true }).click();
  // What it proposes.
  await expect(page.getByRole("combobox", { name: "Page of step 1" })).toHaveValue("/pricing");
  await expect(counts(page)).toHaveText(["4", "2", "1"]);

  await page.getByRole("button", { name: "Add step" }).click();
  await page.getByRole("menuitem", { name: "Did a custom event" }).click();
  const event = page.getByRole("combobox", { name: "Event of step 2" });
  await expect(event).toBeFocused();
  await page.keyboard.type("trial");
  await page.keyboard.press("Enter");
  await expect(counts(page)).toHaveText(["4", "2", "2", "1"]);
  const table = page.getByRole("table", { name: "Funnel" });
  await expect(table).toContainText("2 of 4 went no further (50%)");
  await expect(table.getByRole("row", { name: /Did trial/ })).toContainText("15m");
  const address = page.url();
  expect(new URL(address).searchParams.getAll("step")).toEqual(["page:/pricing", "event:trial", "lead", "won"]);

  // Whoever opens the address sees the same.
  const other = await open(works);
  await other.goto(address);
  await expect(counts(other)).toHaveText(["4", "2", "2", "1"]);
  await expect(steps(other)).toHaveCount(4);

  // Another order counts others.
  await page.getByRole("button", { name: "Move step 2 up" }).click();
  await expect(page.getByRole("combobox", { name: "Event of step 1" })).toHaveValue("trial");
  await expect(counts(page)).toHaveText(["3", "1", "0", "0"]);
  await page.getByRole("combobox", { name: "Event of step 1" }).press("Alt+ArrowDown");
  await expect(counts(page)).toHaveText(["4", "2", "2", "1"]);
  // What the CRM knows comes after the site.
  await page.getByRole("button", { name: "Move step 3 up" }).click();
  await expect(page.getByText("What happens on the site comes before the CRM: move this step up.")).toBeVisible();
  await expect(page.getByText("This funnel cannot be counted yet")).toBeVisible();
  await page.getByRole("button", { name: "Move step 2 down" }).click();
  await expect(counts(page)).toHaveText(["4", "2", "2", "1"]);

  await page.getByRole("button", { name: "Remove step 2" }).click();
  await expect(counts(page)).toHaveText(["4", "2", "1"]);
  await page.getByRole("button", { name: "Remove step 2" }).click();
  await expect(counts(page)).toHaveText(["4", "1"]);
  await expect(page.getByRole("button", { name: "Remove step 2" })).toBeDisabled();
  await page.getByRole("button", { name: "Add step" }).click();
  await page.getByRole("menuitem", { name: "Reached a stage" }).click();
  const stage = page.getByRole("combobox", { name: "Stage of step 2" });
  await expect(stage).toBeFocused();
  await stage.click();
  await page.getByRole("option", { name: "Qualified" }).click();
  await expect(counts(page)).toHaveText(["4", "1", "1"]);
  await page.getByRole("button", { name: "Start over" }).click();
  await expect(counts(page)).toHaveText(["4", "2", "1"]);
  await expect(page).toHaveURL("/reports?report=funnel");
});

// Proves: X4
test("time in stage says what moved on, and what was lost", async ({ open, works }) => {
  await arrange(works);
  const page = await open(works);
  await page.goto("/reports?report=time");
  await expect(page.getByText("No opportunity has entered a stage yet")).toBeVisible();
  await page.getByRole("radiogroup", { name: "Report on" }).getByText("Leads", { exact: true }).click();
  const table = page.getByRole("table", { name: "Time in stage" });
  const cell = (stage: string, label: string) =>
    table.getByRole("row", { name: new RegExp(`^${stage}\\b`) }).locator(`td[data-label="${label}"]`);
  await expect(cell("New", "Entered")).toHaveText("2");
  await expect(cell("New", "Moved on")).toHaveText("1 50%");
  await expect(cell("New", "Lost")).toHaveText("1");
  await expect(cell("New", "Still there")).toHaveText("0");
  await expect(cell("Contacted", "Entered")).toHaveText("0");
  await expect(cell("Contacted", "Median time")).toHaveText("Nobody left");
  await expect(cell("Qualified", "Entered")).toHaveText("1");
  await expect(cell("Won", "Entered")).toHaveText("1");
  await expect(cell("Won", "Moved on")).toHaveText("Closed");
  await expect(cell("Lost", "Still there")).toHaveText("1");
  await page.reload();
  await expect(cell("New", "Moved on")).toHaveText("1 50%");
});

// Proves: X4
test("a source is measured by what it won", async ({ open, works }) => {
  const widget = await tracked(works, unique("Site"));
  const [ada, email] = [unique("ada"), `${unique("ada")}@example.com`];
  // She came by an ad at first, and directly later: the ad gets the credit.
  await works.track(widget, ada, [saw("/?gclid=x", 300), saw("/", 60)], AGENTS.firefox);
  await works.track(widget, unique("bob"), [saw("/?utm_source=News", 200)], AGENTS.firefox);
  await works.identify(widget, ada, email);
  const { data } = await works.get<List<Contact>>("/contacts", { search: email });
  const contact = data[0] as Contact;
  const deal = { name: "Deal", account_id: contact.account_id, primary_contact_id: contact.id };
  const { id } = await works.post<{ id: string }>("/opportunities", { ...deal, amount: "1200.50", currency: "EUR" });
  await works.post(`/opportunities/${id}/won`);

  const page = await open(works);
  await page.goto("/reports?report=sources");
  const table = page.getByRole("table", { name: "Sources" });
  const google = table.getByRole("row", { name: /^google\b/ });
  const cell = (label: string) => google.locator(`td[data-label="${label}"]`);
  await expect(cell("Visits")).toHaveText("1");
  await expect(cell("Contacts")).toHaveText("1");
  await expect(cell("Deals won")).toHaveText("1");
  await expect(cell("Won revenue")).toContainText("1,200.50");
  await expect(table.getByRole("row", { name: /^Direct/ })).toContainText("Nothing yet");
  await google.getByRole("link", { name: "google", exact: true }).click();
  await expect(page).toHaveURL("/site-activity?source=google");
  await expect(page.getByRole("button", { name: "Remove filter Source: google" })).toBeVisible();
});
