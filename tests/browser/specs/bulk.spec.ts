import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { type Api, type Lead, type Page as List, unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

const bar = (page: Page) => page.getByRole("region", { name: "Selected leads" });
const box = (page: Page, name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
const wholePage = (page: Page) => page.getByRole("checkbox", { name: "Select the leads of this page" });
const choose = async (page: Page, what: string, value: string | RegExp) => {
  await bar(page).getByRole("button", { name: what }).click();
  await page.getByRole("menuitem", { name: value }).click();
};
const total = async (works: Api, filter: Record<string, string>) =>
  (await works.get<List<Lead>>("/leads", { ...filter, limit: "1" })).total;

/** So many leads, the newest first in the list. */
async function crowd(works: Api, tag: string, many: number) {
  for (let made = 0; made < many; made += 10) {
    const some = Array.from({ length: Math.min(10, many - made) }, (_, i) =>
      works.addLead({ name: `${tag} ${made + i}`, tags: [tag] }),
    );
    await Promise.all(some);
  }
}

// Proves: L39, L5
test("cards are picked by mouse and by keyboard, moved at once, and put back", async ({ open, works }) => {
  const [first, second, third] = [unique("First"), unique("Second"), unique("Third")];
  for (const name of [first, second, third]) await works.addLead({ name });
  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  await board.expectOnlyIn("New", first);
  await board.card(first).click({ modifiers: ["ControlOrMeta"] });
  await expect(bar(page)).toContainText("1 lead selected");
  await board.card(second).focus();
  await page.keyboard.press("x");
  await expect(bar(page)).toContainText("2 leads selected");
  await page.keyboard.press("x");
  await expect(bar(page)).toContainText("1 lead selected");
  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);

  // The box that a card shows under the pointer.
  await board.card(first).hover();
  await board.card(first).locator("[data-pick]").click();
  await board.card(second).locator("[data-pick]").click();
  await expect(page, "nothing was opened").toHaveURL("/leads");
  await choose(page, "Move to stage", "Contacted");
  await expect(bar(page)).toHaveCount(0);
  await board.expectOnlyIn("Contacted", first);
  await board.expectOnlyIn("Contacted", second);
  await board.expectOnlyIn("New", third);
  await toast(page, "2 leads moved to Contacted").getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "2 leads put back")).toBeVisible();
  await board.expectOnlyIn("New", first);
  await board.expectOnlyIn("New", second);
});

// Proves: L39
test("all results of a filter are moved, also those of other pages, and put back", async ({ open, works }) => {
  const tag = unique("many");
  await crowd(works, tag, 60);
  const other = await works.addLead({ name: unique("Other") });
  const { id: qualified } = await works.stage("Qualified");
  const page = await open(works);
  await page.goto(`/leads?view=table&tag=${tag}`);
  await wholePage(page).check();
  await expect(bar(page)).toContainText("50 leads selected");
  await bar(page).getByRole("button", { name: "Select all 60 results" }).click();
  await expect(bar(page)).toContainText("60 results selected");
  const sent = page.waitForRequest((r) => r.method() === "POST" && r.url().endsWith("/leads/bulk-action"));
  await choose(page, "Move to stage", "Qualified");
  const body = (await sent).postDataJSON();
  expect(body.lead_ids, "by the filter, not by ids").toBeUndefined();
  expect(body.filter).toMatchObject({ tag });
  await expect(toast(page, "60 leads moved to Qualified")).toBeVisible();
  expect(await total(works, { tag, stage_id: qualified })).toBe(60);
  expect((await works.lead(other.id)).stage_id).not.toBe(qualified);

  await toast(page, "60 leads moved to Qualified").getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "60 leads put back")).toBeVisible();
  expect(await total(works, { tag, stage_id: qualified })).toBe(0);
});

// Proves: L39, L11
test("a range of rows is assigned, tagged, untagged and deleted, and undo keeps what changed since", async ({
  open,
  works,
}) => {
  const tag = unique("range");
  const names = ["A", "B", "C", "D"].map((letter) => `${tag} ${letter}`);
  const leads: Lead[] = [];
  for (const name of names) leads.push(await works.addLead({ name, tags: [tag] }));
  const [a, b, c, d] = names as [string, string, string, string];
  const page = await open(works);
  await page.goto(`/leads?view=table&tag=${tag}&sort=name.asc`);
  const rows = page.getByRole("table", { name: "Leads" }).getByRole("row");
  const pickThree = async () => {
    await box(page, a).check();
    await box(page, c).click({ modifiers: ["Shift"] });
    await expect(bar(page)).toContainText("3 leads selected");
  };
  await expect(rows).toHaveCount(5);

  await pickThree();
  await choose(page, "Assign", /\(you\)$/);
  await expect(toast(page, "3 leads assigned to Ada Tester")).toBeVisible();
  await expect(rows.filter({ hasText: "Ada Tester" })).toHaveCount(3);
  await expect(rows.filter({ hasText: d })).toContainText("Unassigned");

  await pickThree();
  await bar(page).getByRole("button", { name: "Add tag" }).click();
  await page.getByRole("textbox", { name: "Tag to add" }).fill("spring");
  await page.keyboard.press("Enter");
  await expect(toast(page, "3 leads tagged “spring”")).toBeVisible();
  await expect(rows.filter({ hasText: "spring" })).toHaveCount(3);

  await pickThree();
  await choose(page, "Remove tag", "spring");
  await expect(toast(page, "“spring” removed from 3 leads")).toBeVisible();
  await expect(rows.filter({ hasText: "spring" })).toHaveCount(0);
  expect((await works.lead(leads[0]?.id ?? "")).tags).toEqual([tag]);

  await pickThree();
  await bar(page).getByRole("button", { name: "Delete" }).click();
  const ask = page.getByRole("dialog", { name: "Delete 3 leads?" });
  await ask.getByRole("button", { name: "Delete 3 leads" }).click();
  await expect(rows).toHaveCount(2);
  await toast(page, "3 leads deleted").getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "3 leads put back")).toBeVisible();
  await expect(rows).toHaveCount(5);

  // What somebody has moved on meanwhile stays where they put it.
  await pickThree();
  await choose(page, "Move to stage", "Contacted");
  await expect(toast(page, "3 leads moved to Contacted")).toBeVisible();
  const proposal = await works.stage("Proposal");
  await works.moveLead(leads[1]?.id ?? "", proposal);
  await toast(page, "3 leads moved to Contacted").getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "2 leads put back; 1 lead changed since and stays")).toBeVisible();
  expect((await works.lead(leads[1]?.id ?? "")).stage_id).toBe(proposal.id);
  await expect(rows.filter({ hasText: b })).toContainText("Proposal");
});

// Proves: L37
test("what the filters find is exported as CSV", async ({ open, works }) => {
  const tag = unique("csv");
  await crowd(works, tag, 3);
  await works.addLead({ name: unique("Elsewhere") });
  const page = await open(works);
  await page.goto(`/leads?view=table&tag=${tag}`);
  await expect(page.getByRole("table", { name: "Leads" }).getByRole("row")).toHaveCount(4);
  await page.getByRole("button", { name: "More actions" }).click();
  const file = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export 3 leads as CSV" }).click();
  const text = await readFile(await (await file).path(), "utf8");
  await expect(toast(page, "3 leads exported")).toBeVisible();
  const lines = text.trim().split(/\r?\n/);
  expect(lines).toHaveLength(4);
  expect(lines.slice(1).every((line) => line.includes(tag))).toBe(true);
});
