import type { Page } from "@playwright/test";
import { type Api, type Pipeline as Basic, type Stage as Column, unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { Field } from "../support/person.ts";
import { choose, day, pick, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

interface Stage extends Column {
  color: string;
  type: string;
  description: string;
  probability: number | null;
  stale_after_days: number | null;
}
interface Pipeline extends Omit<Basic, "stages"> {
  name: string;
  is_default: boolean;
  version: number;
  stages: Stage[];
}

const all = async (works: Api) => (await works.get<{ data: Pipeline[] }>("/lead-pipelines")).data;
const stagesOf = async (works: Api, id: string) => {
  const pipeline = (await all(works)).find((p) => p.id === id);
  return (pipeline?.stages ?? []).sort((a, b) => a.position - b.position);
};
const row = (page: Page, name: string) => page.getByRole("list", { name: "Stages" }).getByRole("listitem", { name });
const names = (page: Page) => page.getByRole("list", { name: "Stages" }).getByRole("textbox", { name: /^Name of / });
const save = (page: Page) =>
  page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save" });
const saved = async (page: Page) => {
  await save(page).click();
  await expect(toast(page, "Pipeline saved")).toBeVisible();
  await expect(save(page)).toHaveCount(0);
};

// Proves: L2, L14
test("stages are renamed, coloured, ordered, typed and added, and leads keep theirs", async ({ open, works }) => {
  const { id } = await works.pipeline();
  const name = unique("Stays");
  const lead = await works.addLead({ name });
  await works.moveLead(lead.id, await works.stage("Qualified"));
  const page = await open(works);
  await page.goto("/leads");
  await page.getByRole("link", { name: "Pipeline settings" }).click();
  await expect(page).toHaveURL(`/settings/pipelines/${id}`);
  await expect(names(page)).toHaveCount(6);

  await page.getByRole("textbox", { name: "Name of Qualified" }).fill("Fits us");
  const fits = row(page, "Fits us");
  await pick(page, fits.getByRole("button", { name: "Colour of Fits us: purple" }), "Pink");
  await fits.getByRole("textbox", { name: "Description of Fits us" }).fill("Has a need and a date");
  await fits.getByRole("textbox", { name: "Likelihood of Fits us" }).fill("145");
  await expect(fits.getByRole("textbox", { name: "Likelihood of Fits us" })).toHaveAccessibleDescription(/0 to 100/);
  await expect(save(page)).toBeDisabled();
  await fits.getByRole("textbox", { name: "Likelihood of Fits us" }).fill("45");
  await fits.getByRole("textbox", { name: "Stalled after, days in Fits us" }).fill("14");
  await fits.getByRole("button", { name: "Move Fits us up" }).click();

  await page.getByRole("button", { name: "Add stage" }).click();
  // Its name is asked for at once; open stages end before Won.
  await page.keyboard.type("Verbal yes");
  await pick(page, page.getByRole("button", { name: "Type of Verbal yes: Open" }), /^Won/);
  await saved(page);

  const stages = await stagesOf(works, id);
  expect(stages.map((s) => s.name)).toEqual(["New", "Fits us", "Contacted", "Proposal", "Verbal yes", "Won", "Lost"]);
  expect(stages[1]).toMatchObject({
    color: "pink",
    type: "open",
    description: "Has a need and a date",
    probability: 45,
    stale_after_days: 14,
  });
  expect(stages[4]?.type).toBe("won");
  expect((await works.lead(lead.id)).stage_id).toBe(stages[1]?.id);
  await page.goto("/leads");
  await new Board(page).expectOnlyIn("Fits us", name);
});

// Proves: L14
test("a stage with leads is removed with where they go, and two stages stay", async ({ open, works }) => {
  const { id } = await works.pipeline();
  const [first, second] = [unique("First"), unique("Second")];
  for (const name of [first, second]) {
    const lead = await works.addLead({ name });
    await works.moveLead(lead.id, await works.stage("Contacted"));
  }
  const page = await open(works);
  await page.goto("/settings/pipelines");
  await page.getByRole("button", { name: "Remove Contacted" }).click();
  const ask = page.getByRole("dialog", { name: "Remove the stage Contacted?" });
  await expect(ask).toContainText("2 leads are in it");
  await choose(page, ask.getByRole("combobox", { name: "Move leads to" }), "Proposal");
  await ask.getByRole("button", { name: "Remove stage" }).click();
  const going = page.getByRole("list", { name: "Removed when you save" });
  await expect(going).toContainText(/Contacted goes when you save, 2 leads to Proposal/);
  // Nothing has happened yet, and it can be put back.
  expect(await stagesOf(works, id)).toHaveLength(6);
  await going.getByRole("button", { name: "Put back" }).click();
  await expect(going).toHaveCount(0);
  await expect(save(page), "as if nothing had been").toHaveCount(0);

  await page.getByRole("button", { name: "Remove Contacted" }).click();
  await choose(page, ask.getByRole("combobox", { name: "Move leads to" }), "Proposal");
  await ask.getByRole("button", { name: "Remove stage" }).click();
  // Empty ones go without a question.
  for (const name of ["Qualified", "Won", "Lost"]) {
    await page.getByRole("button", { name: `Remove ${name}` }).click();
  }
  await expect(names(page)).toHaveCount(2);
  const last = page.getByRole("button", { name: "Remove New" });
  await expect(last).toHaveAttribute("aria-disabled", "true");
  await last.hover();
  await expect(page.getByText("A pipeline has two stages at least")).toBeVisible();
  await last.press("Enter");
  await expect(names(page)).toHaveCount(2);
  await saved(page);
  expect((await stagesOf(works, id)).map((s) => s.name)).toEqual(["New", "Proposal"]);
  await page.goto("/leads");
  const board = new Board(page);
  await board.expectOnlyIn("Proposal", first);
  await board.expectOnlyIn("Proposal", second);
});

// Proves: L14
test("unsaved stages are asked for, and somebody else's save is not written over", async ({ open, works, watch }) => {
  const { id } = await works.pipeline();
  const page = await open(works);
  watch.allow(/status of 409/);
  await page.goto("/settings/pipelines");
  await page.getByRole("textbox", { name: "Name of New" }).fill("Mine");
  await page.getByRole("link", { name: "Team and roles" }).click();
  const ask = page.getByRole("dialog", { name: "Leave with 1 unsaved change?" });
  await ask.getByRole("button", { name: "Cancel" }).click();

  await works.patch(`/lead-pipelines/${id}`, { name: "Theirs" });
  await save(page).click();
  await expect(page.getByText("Somebody else saved this pipeline")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name of Mine" })).toHaveValue("Mine");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Theirs");
  await expect(page.getByRole("textbox", { name: "Name of New" })).toHaveValue("New");
  await expect(page.getByText("Somebody else saved this pipeline")).toHaveCount(0);
});

// Proves: L15
test("a pipeline is made, becomes the default, and the old one goes with its leads moved", async ({ open, works }) => {
  const before = await works.pipeline();
  const name = unique("Moves along");
  await works.addLead({ name });
  const page = await open(works);
  await page.goto("/settings/pipelines");
  await page.getByRole("button", { name: "New pipeline" }).click();
  const form = page.getByRole("dialog", { name: "New pipeline" });
  await form.getByRole("button", { name: "Create pipeline" }).click();
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/Give the pipeline a name/);
  await form.getByRole("textbox", { name: "Name" }).fill("Partners");
  await choose(page, form.getByRole("combobox", { name: "Begin with" }), "New, In progress, Won and Lost");
  await form.getByRole("button", { name: "Create pipeline" }).click();
  await expect(form).toBeHidden();
  await expect(names(page)).toHaveCount(4);
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Partners");

  await page.getByRole("switch", { name: /Make it the default/ }).focus();
  await page.keyboard.press("Space");
  await saved(page);
  const partners = (await all(works)).find((p) => p.name === "Partners");
  expect(partners?.is_default).toBe(true);
  // The default one stays, and says why.
  await page.getByRole("button", { name: "Delete pipeline" }).hover();
  await expect(page.getByText("The default pipeline stays: make another one the default first")).toBeVisible();

  const old = page.getByRole("navigation", { name: "Pipelines" }).getByRole("link").filter({ hasNotText: "Partners" });
  await old.click();
  await expect(page).toHaveURL(`/settings/pipelines/${before.id}`);
  await page.getByRole("button", { name: "Delete pipeline" }).click();
  const ask = page.getByRole("dialog", { name: /^Delete the pipeline / });
  await expect(ask).toContainText("1 lead is in it");
  await choose(page, ask.getByRole("combobox", { name: "Move leads to" }), "In progress");
  await ask.getByRole("button", { name: "Delete pipeline" }).click();
  await expect(page).toHaveURL("/settings/pipelines");
  expect((await all(works)).map((p) => p.name)).toEqual(["Partners"]);
  await page.goto("/leads");
  await new Board(page).expectOnlyIn("In progress", name);
});

// Proves: X3
test("what happens next is written on the lead and stands on its card", async ({ open, works }) => {
  const name = unique("Planned");
  const lead = await works.addLead({ name });
  const page = await open(works);
  const board = new Board(page);
  await page.goto(`/leads?lead=${lead.id}`);
  const drawer = page.getByRole("dialog", { name: "Lead" });
  const next = drawer.getByRole("region", { name: "Next step" });
  await new Field(next, "Next step").type("+ Add what happens next", "Send the offer");
  await page.keyboard.press("Enter");
  await expect(new Field(next, "Next step").showing("Send the offer")).toBeVisible();
  await next.getByRole("button", { name: /^Next step date:/ }).click();
  await next.getByLabel("Next step date", { exact: true }).fill(day(3));
  await page.keyboard.press("Enter");
  await expect(next).toContainText(/in \d days/);
  expect(await works.lead(lead.id)).toMatchObject({ next_step: "Send the offer", next_step_at: day(3) });
  await drawer.getByRole("button", { name: "Close" }).click();
  await expect(drawer).toBeHidden();
  await expect(board.card(name)).toContainText("Send the offer");

  // Nothing of it is stalled; the filter is in the address, on the board and in the table.
  await page.getByRole("button", { name: "Stalled", exact: true }).click();
  await expect(page).toHaveURL("/leads?stalled=true");
  await expect(page.getByText("No lead matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Remove filter Stalled" }).click();
  await board.expectOnlyIn("New", name);
  await page.goto("/opportunities?stalled=true");
  await expect(page.getByRole("button", { name: "Remove filter Stalled" })).toBeVisible();
});
