import { readFile } from "node:fs/promises";
import { type Api, unique } from "../support/api.ts";
import { toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";
import { AGENTS, did, saw, tracked } from "../support/visits.ts";

/** A lead who came twice, by an ad and then directly. */
async function arrange(owner: Api) {
  const widget = await tracked(owner, unique("Site"));
  const email = `${unique("grace")}@navy.example`;
  const lead = await owner.addLead({ name: "Grace Hopper", email });
  const browser = unique("grace");
  await owner.track(
    widget,
    browser,
    [
      saw("/pricing?utm_source=google&utm_medium=cpc&utm_campaign=spring", 300),
      did("trial_started", 299),
      saw("/docs", 2),
    ],
    AGENTS.firefox,
  );
  await owner.identify(widget, browser, email);
  return lead;
}

test("first and last touch stand in the profile", async ({ open, works }) => {
  const lead = await arrange(works);
  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  const profile = page.getByRole("region", { name: "Profile" });
  await expect(profile).toContainText("First touch");
  await expect(profile).toContainText("google / cpc · spring, landed on /pricing");
  await expect(profile).toContainText("Last touch");
  await expect(profile).toContainText("Direct, landed on /docs");
});

// Proves: S27
test("a person's events are exported, and erased once asked", async ({ open, works, playwright, baseURL }) => {
  const lead = await arrange(works);
  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  const activity = page.getByRole("region", { name: "Site activity" });
  await expect(activity).toContainText("trial_started");
  const menu = page.getByRole("button", { name: "More actions" });
  await menu.click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export site events (NDJSON)" }).click(),
  ]);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
  const types = lines.map((line) => JSON.parse(line).type);
  expect(types.sort()).toEqual(["custom", "identify", "pageview", "pageview"]);

  const ask = page.getByRole("dialog", { name: "Erase the site events of Grace Hopper?" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Erase site events" }).click();
  await expect(ask).toContainText("2 sessions with 1 custom event");
  await ask.getByRole("button", { name: "Cancel" }).click();
  await expect(activity).toContainText("trial_started");
  await menu.click();
  await page.getByRole("menuitem", { name: "Erase site events" }).click();
  await ask.getByRole("button", { name: "Erase 2 sessions" }).click();
  await expect(toast(page, "4 site events of Grace Hopper erased")).toBeVisible();
  await expect(activity).toContainText("No site activity captured for this contact.");
  await expect(page.getByText("No activity in the last 30 days")).toBeVisible();
  await expect(page.getByRole("region", { name: "Profile" })).not.toContainText("First touch");
  expect((await works.siteActivity(lead.id)).timeline).toEqual([]);

  // Taking events out is not everybody's.
  const marketer = await open(await works.invite(playwright, baseURL as string, "Mia Marketer", "marketer"));
  await marketer.goto(`/leads/${lead.id}`);
  await expect(marketer.getByRole("region", { name: "Profile" })).toBeVisible();
  await marketer.getByRole("button", { name: "More actions" }).click();
  await expect(marketer.getByRole("menuitem").first()).toBeVisible();
  await expect(marketer.getByRole("menuitem", { name: /^(Export|Erase) site events/ })).toHaveCount(0);
  const refused = await marketer.request.get(`/api/v1/customers/${lead.id}/events/export`);
  expect(refused.status()).toBe(403);
});

test("J and K walk the list that a record came from", async ({ open, works }) => {
  const names = ["Ann", "Ben", "Cleo"].map((name) => `${name} ${unique("of")}`) as [string, string, string];
  for (const name of names) await works.addLead({ name });
  const page = await open(works);
  await page.goto("/leads?view=table&sort=name.asc");
  await page.getByRole("table", { name: "Leads" }).getByRole("link", { name: names[1] }).click();
  const drawer = page.getByRole("dialog", { name: "Lead" });
  await expect(drawer).toContainText("2 of 3");
  await drawer.getByRole("button", { name: "Next lead" }).click();
  await expect(drawer).toContainText("3 of 3");
  await expect(drawer.getByRole("button", { name: "Next lead" })).toBeDisabled();
  await drawer.getByRole("link", { name: "Open as a page" }).click();

  const heading = (name: string) => page.getByRole("navigation", { name: "Breadcrumb" }).getByText(name);
  await expect(heading(names[2])).toBeVisible();
  await expect(page.getByRole("button", { name: "Next lead (J)" })).toBeDisabled();
  await page.keyboard.press("k");
  await expect(heading(names[1])).toBeVisible();
  await page.keyboard.press("k");
  await expect(heading(names[0])).toBeVisible();
  await expect(page.getByText("1 of 3")).toBeVisible();
  await page.keyboard.press("j");
  await expect(heading(names[1])).toBeVisible();
  // Back leads to the list, however many were looked at.
  await page.goBack();
  await expect(page).toHaveURL(/\/leads\?.*view=table/);
});

test("inviting a teammate ticks its step", async ({ open, works, playwright, baseURL }) => {
  const page = await open(works);
  await page.goto("/");
  const steps = page.getByRole("region", { name: "Getting started" });
  const step = steps.getByRole("listitem").filter({ hasText: "Invite a teammate" });
  await expect(steps).toContainText("0 of 6 done");
  await expect(step.getByRole("link", { name: "Invite teammate" })).toHaveAttribute("href", "/settings/team");
  await works.invite(playwright, baseURL as string, "Tia Teammate", "agent");
  await page.reload();
  await expect(steps).toContainText("1 of 6 done");
  await expect(step.getByRole("img", { name: "Done" })).toBeVisible();
});
