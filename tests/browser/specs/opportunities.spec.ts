import { type Api, unique } from "../support/api.ts";
import { DealBoard } from "../support/deals.ts";
import { Field } from "../support/person.ts";
import { card, choose, day, expectRecord, option, search, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

const SOON = { timeout: 1000 };

/** An account with one contact. */
async function customer(works: Api, name: string) {
  const account = await works.addAccount({ name: unique(name) });
  const contact = await works.addContact({
    name: unique(`${name} buyer`),
    email: `${unique("buyer")}@example.com`,
    account_id: account.id,
  });
  return { account, contact };
}

// Proves: H5, H8, H34, H35
test("from an account: it is filled in, and only its own people can be chosen", async ({ open, works }) => {
  const { account, contact } = await customer(works, "Grove");
  const elsewhere = await customer(works, "Elsewhere");
  // For this one the account is a further company only.
  await works.post(`/contacts/${elsewhere.contact.id}/companies`, { account_id: account.id });
  const page = await open(works);
  await page.goto(`/accounts/${account.id}`);
  await card(page, "Opportunities").getByRole("link", { name: "New Opportunity" }).click();
  await expect(page).toHaveURL(`/opportunities/new?account_id=${account.id}`);
  const field = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  const people = page.getByRole("combobox", { name: "Primary contact" });
  await expect(page.getByRole("combobox", { name: "Account" })).toHaveValue(account.name);
  await expect(people).toHaveValue("");
  await page.getByRole("button", { name: "Create opportunity" }).click();
  await expect(field("Name")).toHaveAccessibleDescription(/Give the opportunity a name/);

  await field("Name").fill("Twelve lifts");
  await people.click();
  await expect(option(page, contact.display_name)).toBeVisible();
  await expect(page.getByRole("option")).toHaveCount(1);
  await option(page, contact.display_name).click();
  await expect(field("Probability")).toHaveValue("10");
  await choose(page, page.getByRole("combobox", { name: "Stage" }), "Proposal");
  await expect(field("Probability")).toHaveValue("50");
  await field("Amount").fill("48,000");
  await field("Close date").fill("2027-03-31");
  await field("Notes").fill("They asked for twelve");
  await page.getByRole("button", { name: "Create opportunity" }).click();

  const id = await expectRecord(page, "opportunities");
  await expect(new Field(page, "Name").showing("Twelve lifts")).toBeVisible();
  await expect(card(page, "Profile").getByRole("link", { name: contact.display_name })).toBeVisible();
  await expect(card(page, "Notes")).toContainText("They asked for twelve");
  await expect(card(page, "Timeline")).toContainText("Opportunity Twelve lifts created");
  expect(await works.opportunity(id)).toMatchObject({
    account_id: account.id,
    primary_contact_id: contact.id,
    stage: "proposal",
    amount: "48000.00",
    probability: 50,
    close_date: "2027-03-31",
  });
  await page.getByRole("article").getByRole("link", { name: account.name }).first().click();
  const row = card(page, "Opportunities").getByRole("row", { name: /^Twelve lifts/ });
  await expect(row).toContainText("€48,000");
  await expect(card(page, "Timeline")).toContainText("Opportunity Twelve lifts created");
});

// Proves: H34, H8
test("from a contact: account and contact are filled in", async ({ open, works }) => {
  const { account, contact } = await customer(works, "Alder");
  const page = await open(works);
  await page.goto(`/contacts/${contact.id}`);
  await card(page, "Opportunities").getByRole("link", { name: "New Opportunity" }).click();
  await expect(page).toHaveURL(`/opportunities/new?account_id=${account.id}&contact_id=${contact.id}`);
  await expect(page.getByRole("combobox", { name: "Account" })).toHaveValue(account.name);
  await expect(page.getByRole("combobox", { name: "Primary contact" })).toHaveValue(contact.display_name);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Service contract");
  await page.getByRole("button", { name: "Create opportunity" }).click();
  const id = await expectRecord(page, "opportunities");
  expect(await works.opportunity(id)).toMatchObject({ account_id: account.id, primary_contact_id: contact.id });
  await card(page, "Profile").getByRole("link", { name: contact.display_name }).click();
  await expect(card(page, "Opportunities").getByRole("link", { name: "Service contract" })).toBeVisible();
});

// Proves: H5, H34, H35
test("the full form asks for name and account", async ({ open, works }) => {
  const { account, contact } = await customer(works, "Birch");
  const other = await customer(works, "Cedar");
  const page = await open(works);
  await page.goto("/opportunities");
  await expect(page.getByText("No opportunity yet")).toBeVisible();
  await page.getByRole("link", { name: "New Opportunity", exact: true }).click();
  const box = page.getByRole("combobox", { name: "Account" });
  const people = page.getByRole("combobox", { name: "Primary contact" });
  await expect(people).toBeDisabled();
  await page.getByRole("button", { name: "Create opportunity" }).click();
  await expect(box).toHaveAccessibleDescription(/Choose the account/);
  await search(page, box, other.account.name);
  await search(page, people, other.contact.display_name);
  // Another account has other people.
  await search(page, box, account.name);
  await expect(people).toHaveValue("");
  await search(page, people, contact.display_name);
  const probability = page.getByRole("textbox", { name: "Probability" });
  await probability.fill("101");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("By the full form");
  await page.getByRole("button", { name: "Create opportunity" }).click();
  await expect(probability).toHaveAttribute("aria-invalid", "true");
  await probability.fill("33");
  await page.getByRole("button", { name: "Create opportunity" }).click();
  const id = await expectRecord(page, "opportunities");
  expect(await works.opportunity(id)).toMatchObject({
    account_id: account.id,
    primary_contact_id: contact.id,
    stage: "prospecting",
    probability: 33,
  });
});

// Proves: H33, H36, H37, H39
test("a card is dragged to the next stage, and to lost with a reason", async ({ open, works }) => {
  const { account } = await customer(works, "Drag");
  const name = unique("Dragged");
  const { id } = await works.addOpportunity({ name, account_id: account.id, amount: "1200" });
  const page = await open(works);
  const board = new DealBoard(page);
  await page.goto("/opportunities");
  await board.expectOnlyIn("Prospecting", name);
  await expect(board.column("Prospecting")).toContainText("€1,200");

  const next = board.column("Qualification");
  const moved = board.moveAnswered(id);
  await board.dragByMouse(name, next, () => expect(next).not.toContainText("Confirmed fit and budget", SOON));
  expect((await moved).status()).toBe(200);
  await board.expectOnlyIn("Qualification", name);
  await expect(toast(page, `${name} moved to Qualification`)).toBeVisible();
  expect(await works.opportunity(id)).toMatchObject({ stage: "qualification", probability: 25 });

  // Lost asks why; whoever thinks again keeps it where it was.
  const rail = board.rail("Closed Lost");
  const over = () => expect(rail).toHaveAttribute("data-target", /.*/, SOON);
  const ask = page.getByRole("dialog", { name: `Mark ${name} lost?` });
  await board.dragByMouse(name, rail, over);
  await ask.getByRole("button", { name: "Cancel" }).click();
  await expect(ask).toBeHidden();
  await board.expectOnlyIn("Qualification", name);
  expect((await works.opportunity(id)).stage).toBe("qualification");

  await board.dragByMouse(name, rail, over);
  await ask.getByRole("textbox", { name: "Reason (optional)" }).fill("Bought elsewhere");
  const lost = board.moveAnswered(id);
  await ask.getByRole("button", { name: "Mark Lost" }).click();
  expect((await lost).status()).toBe(200);
  await expect(ask).toBeHidden();
  expect(await works.opportunity(id)).toMatchObject({ stage: "closed_lost", lost_reason: "Bought elsewhere" });
  await expect(rail).toHaveAccessibleName(/\b1\b/);
  await rail.click();
  await board.expectOnlyIn("Closed Lost", name);
});

// Proves: H36
test("a card is moved with the keyboard", async ({ open, works }) => {
  const { account } = await customer(works, "Keys");
  const name = unique("Typed");
  const { id } = await works.addOpportunity({ name, account_id: account.id });
  const page = await open(works);
  const board = new DealBoard(page);
  await page.goto("/opportunities");
  await board.expectOnlyIn("Prospecting", name);
  await board.card(name).focus();
  await page.keyboard.press("Space");
  await expect(board.spoken).toContainText(`Lifted ${name}`);
  await page.keyboard.press("ArrowRight");
  await expect(board.cardIn("Qualification", name)).toBeFocused();
  await page.keyboard.press("Escape");
  await board.expectOnlyIn("Prospecting", name);
  await expect(board.spoken).toContainText(`${name} is back in Prospecting`);

  await page.keyboard.press("Space");
  await expect(board.spoken).toContainText(`Lifted ${name}`);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(board.cardIn("Proposal", name)).toBeFocused();
  const moved = board.moveAnswered(id);
  await page.keyboard.press("Space");
  expect((await moved).status()).toBe(200);
  expect((await works.opportunity(id)).stage).toBe("proposal");
  // And taken back.
  const back = board.moveAnswered(id);
  await toast(page, `${name} moved to Proposal`).getByRole("button", { name: "Undo" }).click();
  expect((await back).status()).toBe(200);
  await board.expectOnlyIn("Prospecting", name);
});

// Proves: H33, H37, H38, H39
test("Advance walks to Closed Won", async ({ open, works }) => {
  const { account, contact } = await customer(works, "Walk");
  const { id } = await works.addOpportunity({
    name: "Walked",
    account_id: account.id,
    primary_contact_id: contact.id,
  });
  const page = await open(works);
  await page.goto(`/opportunities/${id}`);
  const path = card(page, "Stage");
  const here = path.getByRole("listitem").and(page.locator("[aria-current=step]"));
  await expect(path.getByRole("listitem")).toContainText([
    "Prospecting",
    "Qualification",
    "Proposal",
    "Negotiation",
    "Closed Won",
    "Closed Lost",
  ]);
  for (const [stage, meaning, probability] of [
    ["Qualification", "Confirmed fit and budget", "25%"],
    ["Proposal", "Formal offer delivered", "50%"],
    ["Negotiation", "Working through terms", "75%"],
    ["Closed Won", "Deal signed", "100%"],
  ] as const) {
    await page.getByRole("button", { name: `Advance to ${stage}` }).click();
    await expect(here).toHaveText(stage);
    await expect(path).toContainText(meaning);
    await expect(new Field(card(page, "Profile"), "Probability").showing(probability)).toBeVisible();
  }
  await expect(page.getByRole("button", { name: /^Advance/ })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  const timeline = card(page, "Timeline");
  await expect(timeline.getByText("Ada Tester moved Walked")).toHaveCount(4);
  await expect(timeline).toContainText(/Prospecting\s*Qualification/);
  await expect(timeline).toContainText(/Negotiation\s*Closed Won/);
  // The person and the company have it in their histories.
  for (const address of [`/contacts/${contact.id}`, `/accounts/${account.id}`]) {
    await page.goto(address);
    await expect(timeline.getByText("Ada Tester moved Walked")).toHaveCount(4);
  }
});

// Proves: H37, H39
test("lost with a reason, reopened, won", async ({ open, works }) => {
  const { account } = await customer(works, "Back");
  const { id } = await works.addOpportunity({ name: "Forth and back", account_id: account.id, stage: "proposal" });
  const page = await open(works);
  await page.goto(`/opportunities/${id}`);
  const path = card(page, "Stage");
  await page.getByRole("button", { name: "Mark Lost" }).click();
  const ask = page.getByRole("dialog", { name: "Mark Forth and back lost?" });
  await ask.getByRole("textbox", { name: "Reason (optional)" }).fill("No budget this year");
  await ask.getByRole("button", { name: "Mark Lost" }).click();
  await expect(path).toContainText("Reason: No budget this year");
  await expect(card(page, "Timeline")).toContainText(/Proposal\s*Closed Lost\s*No budget this year/);
  await expect(page.getByRole("button", { name: "Mark Won" })).toHaveCount(0);

  await page.getByRole("button", { name: "Reopen" }).click();
  await expect(path.locator("[aria-current=step]")).toHaveText("Negotiation");
  expect(await works.opportunity(id)).toMatchObject({ stage: "negotiation", probability: 75, lost_reason: null });
  await page.getByRole("button", { name: "Mark Won" }).click();
  await expect(path.locator("[aria-current=step]")).toHaveText("Closed Won");
  expect((await works.opportunity(id)).stage).toBe("closed_won");
});

// Proves: H36, X1
test("three tiles: open, weighted, won", async ({ open, works }) => {
  const { account } = await customer(works, "Sums");
  const add = (name: string, stage: string, amount?: string) =>
    works.addOpportunity({ name, account_id: account.id, stage, amount });
  await add("Small", "prospecting", "1000");
  await add("Big", "negotiation", "2000.50");
  await add("Unknown", "proposal");
  await add("Signed", "closed_won", "5000");
  await add("Gone", "closed_lost", "700");
  const page = await open(works);
  await page.goto("/opportunities");
  const totals = page.getByRole("region", { name: "Totals" });
  await expect(totals.getByRole("link")).toHaveText([
    /^Open Pipeline\s*€3,000.50\s*3 opportunities open$/,
    /^Weighted\s*€1,600.38\s*Amount × probability, open only$/,
    /^Won\s*€5,000\s*1 opportunity won$/,
  ]);
  // Each opens what it counts.
  await totals.getByRole("link", { name: /^Won/ }).click();
  const names = page.getByRole("table", { name: "Opportunities" }).locator("tbody tr");
  await expect(names).toHaveCount(1);
  await expect(names).toContainText("Signed");
  await totals.getByRole("link", { name: /^Open Pipeline/ }).click();
  await expect(names).toHaveCount(3);
  // The tiles follow the filters.
  await page.getByRole("searchbox", { name: "Search opportunities" }).fill("Big");
  await expect(names).toHaveCount(1);
  await expect(totals.getByRole("link", { name: /^Open Pipeline/ })).toContainText("€2,000.50");
});

// Proves: H1, H36
test("the table filters and sorts by the address", async ({ open, works }) => {
  const { account } = await customer(works, "Table");
  const other = await customer(works, "Chair");
  await works.addOpportunity({ name: "Cheap", account_id: account.id, stage: "proposal", amount: "10" });
  await works.addOpportunity({ name: "Dear", account_id: account.id, stage: "negotiation", amount: "9000" });
  await works.addOpportunity({ name: "Over", account_id: other.account.id, stage: "closed_lost", amount: "500" });
  const page = await open(works);
  await page.goto("/opportunities");
  await page.getByRole("radiogroup", { name: "View" }).getByText("Table").click();
  await expect(page).toHaveURL("/opportunities?view=table");
  const table = page.getByRole("table", { name: "Opportunities" });
  const rows = table.locator("tbody tr");
  await expect(rows).toHaveCount(3);
  await table.getByRole("button", { name: "Amount" }).click();
  await expect(rows).toContainText(["Dear", "Over", "Cheap"]);
  await page.getByRole("radiogroup", { name: "State" }).getByText("Open").click();
  await expect(rows).toHaveCount(2);
  await expect(rows).toContainText(["Dear", "Cheap"]);
  // The chip, not the column's head.
  await page.getByRole("button", { name: "Stage", exact: true, expanded: false }).click();
  await page.getByRole("menuitem", { name: "Proposal" }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Cheap");
  await page.reload();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Cheap");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(rows).toHaveCount(3);
  await page.getByRole("button", { name: "Account", exact: true }).click();
  await page.getByRole("textbox", { name: "Search account" }).fill(other.account.name);
  await page.getByRole("menuitem", { name: other.account.name }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Over");
  await expect(page).toHaveURL(new RegExp(`account_id=${other.account.id}`));
});

// Proves: X1, X2
test("reports count, add up, and open the records behind", async ({ open, works }) => {
  const { account } = await customer(works, "Report");
  const me = works.session.user.id;
  const add = (name: string, stage: string, amount: string, close_date?: string, owner_id?: string) =>
    works.addOpportunity({ name, account_id: account.id, stage, amount, close_date, owner_id });
  await add("Mine in March", "proposal", "1000", "2027-03-10", me);
  await add("Nobody’s in March", "proposal", "3000", "2027-03-20");
  await add("In May", "negotiation", "400", "2027-05-01", me);
  await add("Done", "closed_won", "5000", "2027-03-15", me);
  const page = await open(works);
  await page.goto("/reports");
  const stages = page.getByRole("table", { name: "Pipeline by stage" });
  const owners = page.getByRole("table", { name: "Pipeline by owner" });
  const months = page.getByRole("table", { name: "Forecast by close month" });
  const row = (of: typeof stages, name: RegExp) => of.getByRole("row", { name }).getByRole("cell");
  await expect(row(stages, /^Proposal/)).toHaveText(["Proposal", "2", "€4,000", "€2,000"]);
  await expect(row(stages, /^Negotiation/)).toHaveText(["Negotiation", "1", "€400", "€300"]);
  await expect(row(stages, /^Closed Won/)).toHaveText(["Closed Won", "1", "€5,000", "Closed"]);
  await expect(row(owners, /Ada Tester/)).toHaveText([/Ada Tester/, "3", "€1,400", "€800", "€5,000"]);
  await expect(row(owners, /Nobody/)).toHaveText([/Nobody/, "1", "€3,000", "€1,500", "Nothing yet"]);
  await expect(row(months, /^March 2027/)).toHaveText(["March 2027", "2", "€4,000", "€2,000", "Nothing yet"]);
  await expect(row(months, /^May 2027/)).toHaveText(["May 2027", "1", "€400", "€300", "Nothing yet"]);

  // Won counts where it was closed, not where it was expected.
  await expect(row(months, /€5,000$/)).toHaveText([/\d{4}/, "0", "No amounts", "No amounts", "€5,000"]);

  const rows = page.getByRole("table", { name: "Opportunities" }).locator("tbody tr");
  for (const [link, names] of [
    [row(stages, /^Proposal/).nth(1), ["Mine in March", "Nobody’s in March"]],
    [row(owners, /Ada Tester/).nth(2), ["Mine in March", "In May"]],
    [row(months, /^March 2027/).nth(1), ["Mine in March", "Nobody’s in March"]],
    [row(months, /€5,000$/).nth(4), ["Done"]],
  ] as const) {
    await link.getByRole("link").click();
    await expect(page).toHaveURL(/\/opportunities\?view=table&/);
    await expect(rows).toHaveCount(names.length);
    for (const name of names) await expect(rows.filter({ hasText: name })).toHaveCount(1);
    await page.goBack();
    await expect(page).toHaveURL("/reports");
  }

  // The period is one of close dates, and the links keep it.
  await page.getByRole("textbox", { name: "From" }).fill("2027-04-01");
  await expect(row(stages, /^Proposal/).nth(1)).toHaveText("0");
  await expect(row(stages, /^Negotiation/).nth(1)).toHaveText("1");
  await row(stages, /^Negotiation/)
    .nth(1)
    .getByRole("link")
    .click();
  await expect(page).toHaveURL(/from=2027-04-01/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("In May");
});

// Proves: X1
test("the report on leads counts them by stage", async ({ open, works }) => {
  const name = unique("Counted");
  await works.addLead({ name, stage_id: (await works.stage("Qualified")).id });
  await works.addLead({ name: unique("Another") });
  const page = await open(works);
  await page.goto("/reports");
  await page.getByRole("radiogroup", { name: "Report on" }).getByText("Leads").click();
  const cells = page.getByRole("table", { name: "Pipeline by stage" }).getByRole("row", { name: /^Qualified/ });
  await expect(cells.getByRole("cell")).toHaveText(["Qualified", "1"]);
  await cells.getByRole("link").click();
  const table = page.getByRole("table", { name: "Leads" });
  await expect(table.getByRole("link", { name })).toBeVisible();
  await expect(table.locator("tbody tr")).toHaveCount(1);
});

// Proves: H32
test("on Starter, opportunities are read and not written, and it says why", async ({ open, works }) => {
  const { account, contact } = await customer(works, "Small");
  const deal = await works.addOpportunity({ name: "From before", account_id: account.id, close_date: day(20) });
  const lead = await works.addLead({ name: "Still a lead", email: `${unique("still")}@example.com` });
  await works.patch("/workspace", { plan: "starter" });
  const refused = await works.request.post("/api/v1/opportunities", {
    data: { name: "Refused", account_id: account.id },
  });
  expect(refused.status()).toBe(403);
  expect(await refused.json()).toMatchObject({ code: "plan_required", plan: "growth" });

  const page = await open(works);
  const why = "Opportunities need the Growth plan";
  const expectGated = async (name: string) => {
    const button = page.getByRole("button", { name, exact: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    // A page that is still loading moves its buttons away from under the mouse.
    await expect(async () => {
      await page.mouse.move(0, 0);
      await button.hover();
      await expect(page.getByRole("tooltip", { name: why })).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
    await page.mouse.move(0, 0);
    await expect(page.getByRole("tooltip")).toHaveCount(0);
  };
  await page.goto("/opportunities");
  await expect(new DealBoard(page).cardIn("Prospecting", "From before")).toBeVisible();
  await expectGated("New Opportunity");
  // The reason is there for the keyboard too.
  await page.getByRole("radiogroup", { name: "View" }).getByRole("radio", { name: "Board" }).focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "New Opportunity", exact: true })).toBeFocused();
  await expect(page.getByRole("tooltip", { name: why })).toBeVisible();
  for (const address of [`/accounts/${account.id}`, `/contacts/${contact.id}`]) {
    await page.goto(address);
    await expectGated("New Opportunity");
  }
  await page.goto(`/opportunities/${deal.id}`);
  await expect(page.getByRole("note")).toContainText(`${why}. Everything here stays readable`);
  await expectGated("Advance to Qualification");
  await expect(card(page, "Stage").getByRole("button")).toHaveCount(0);
  await page.goto(`/opportunities/new?account_id=${account.id}`);
  await expect(page.getByText(why, { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create opportunity" })).toHaveCount(0);

  // A lead is converted all the same, without one.
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "Convert to Contact" }).click();
  const modal = page.getByRole("dialog", { name: "Convert to Contact" });
  const also = modal.getByRole("checkbox", { name: "Also create an opportunity" });
  await expect(also).toBeDisabled();
  await expect(modal.getByRole("region", { name: "Opportunity" })).toContainText(why);
  await search(page, modal.getByRole("combobox", { name: "Account" }), account.name);
  await modal.getByRole("button", { name: "Convert to Contact" }).click();
  await expectRecord(page, "contacts");
  await expect(page.getByRole("button", { name: "Demote to Lead" })).toBeVisible();
});
