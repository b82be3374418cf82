import { unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { expect, test } from "../support/test.ts";

// Proves: L5, L10
test("a card is moved with the keyboard", async ({ open, works }) => {
  const name = unique("Kay");
  await works.addLead({ name });
  await works.addLead({ name: unique("Other") });
  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  await board.expectOnlyIn("New", name);

  // Esc puts it back, and nothing is sent.
  await board.lift(name);
  await page.keyboard.press("ArrowRight");
  await expect(board.cardIn("Contacted", name)).toBeFocused();
  await page.keyboard.press("Escape");
  await board.expectOnlyIn("New", name);
  await expect(board.spoken).toContainText(`${name} is back in New`);

  const moved = board.moveAnswered();
  await board.dragByKeyboard(name, "ArrowRight", "ArrowRight");
  expect((await moved).status()).toBe(200);
  await expect(board.spoken).toContainText(`Dropped ${name} in Qualified`);
  await board.expectOnlyIn("Qualified", name);
  await expect(board.cardIn("Qualified", name)).toBeFocused();
  await page.reload();
  await board.expectOnlyIn("Qualified", name);
});

// Proves: L5
test("an order inside a column stays as it was made, and won takes drops", async ({ open, works }) => {
  const [below, above] = [unique("Below"), unique("Above")];
  await works.addLead({ name: below });
  await works.addLead({ name: above });
  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  const cards = board.column("New").locator("[data-lead]");
  await expect(cards).toContainText([above, below]);
  const moved = board.moveAnswered();
  await board.dragByKeyboard(above, "ArrowDown");
  expect((await moved).status()).toBe(200);
  await expect(cards).toContainText([below, above]);
  await page.reload();
  await expect(cards).toContainText([below, above]);

  // Won is folded to a rail.
  const from = await board.card(above).boundingBox();
  const rail = page.getByRole("button", { name: /^Open .*\bWon\b/ });
  const to = await rail.boundingBox();
  if (!from || !to) throw new Error("not on the page");
  const won = board.moveAnswered();
  await page.mouse.move(from.x + 60, from.y + 30);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + 40, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + 120, { steps: 20 });
  await expect(rail).toHaveAttribute("data-target", /.*/);
  await page.mouse.up();
  expect((await won).status()).toBe(200);
  await expect(rail).toContainText("1");
  await rail.click();
  await board.expectOnlyIn("Won", above);
});

// Proves: L5
test("two people on one board see each other's moves within 5 seconds", async ({ open, works }) => {
  const [first, second] = [unique("First"), unique("Second")];
  await works.addLead({ name: first });
  await works.addLead({ name: second });
  const [left, right] = [new Board(await open(works)), new Board(await open(works))];
  for (const board of [left, right]) {
    await board.page.goto("/leads");
    await board.expectOnlyIn("New", first);
  }
  const there = left.moveAnswered();
  await left.dragByKeyboard(first, "ArrowRight");
  await there;
  await right.expectOnlyIn("Contacted", first, { timeout: 5000 });
  const back = right.moveAnswered();
  await right.dragByKeyboard(second, "ArrowRight", "ArrowRight");
  await back;
  await left.expectOnlyIn("Qualified", second, { timeout: 5000 });
});

// Proves: L5
test("a move that comes too late goes to where the card is", async ({ open, works, watch }) => {
  const name = unique("Stale");
  const lead = await works.addLead({ name });
  const page = await open(works);
  const board = new Board(page);
  watch.allow(/status of 409/);
  await page.goto("/leads");
  // While the card is in the hand, somebody else moves it.
  await board.lift(name);
  await works.moveLead(lead.id, await works.stage("Proposal"));
  await page.keyboard.press("ArrowRight");
  const answered = board.moveAnswered();
  await page.keyboard.press("Space");
  expect((await answered).status()).toBe(409);
  await expect(board.toast(`${name} not moved: somebody else moved it first`)).toBeVisible();
  await board.expectOnlyIn("Proposal", name);
});

// Proves: L5
test("a move that the server cannot do goes back, that card alone", async ({ open, works, watch }) => {
  const [refused, fine] = [unique("Refused"), unique("Fine")];
  const lead = await works.addLead({ name: refused });
  await works.addLead({ name: fine });
  const page = await open(works);
  const board = new Board(page);
  watch.allow(/ERR_FAILED/);
  await page.route(`**/leads/${lead.id}/stage`, (route) => route.abort());
  await page.goto("/leads");
  await board.expectOnlyIn("New", refused);
  await board.dragByKeyboard(refused, "ArrowRight");
  await expect(board.toast(`${refused} not moved: The server could not be reached`)).toBeVisible();
  await board.expectOnlyIn("New", refused);
  const moved = board.moveAnswered();
  await board.dragByKeyboard(fine, "ArrowRight");
  expect((await moved).status()).toBe(200);
  await board.expectOnlyIn("Contacted", fine);
  await board.expectOnlyIn("New", refused);
});

// Proves: L5
test("a move can be taken back, by its button and by Ctrl Z", async ({ open, works }) => {
  const name = unique("Undo");
  await works.addLead({ name });
  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  for (const takeBack of [
    () => board.toast(`${name} moved to Contacted`).getByRole("button", { name: "Undo" }).click(),
    () => page.keyboard.press("Control+z"),
  ]) {
    const there = board.moveAnswered();
    await board.dragByKeyboard(name, "ArrowRight");
    expect((await there).status()).toBe(200);
    await board.expectOnlyIn("Contacted", name);
    await expect(board.toast(`${name} moved to Contacted`)).toBeVisible();
    const back = board.moveAnswered();
    await takeBack();
    expect((await back).status()).toBe(200);
    await board.expectOnlyIn("New", name);
    await expect(board.toast(`${name} moved to Contacted`)).toHaveCount(0);
  }
  await page.reload();
  await board.expectOnlyIn("New", name);
});

// Proves: L5, L8
test("a deleted lead can be brought back", async ({ open, works }) => {
  const name = unique("Gone");
  await works.addLead({ name });
  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  await board.card(name).click();
  const drawer = page.getByRole("dialog", { name: "Lead" });
  await expect(page).toHaveURL(/[?&]lead=/);
  await drawer.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(drawer).toBeHidden();
  await expect(board.card(name)).toHaveCount(0);
  await board.toast(`${name} deleted`).getByRole("button", { name: "Undo" }).click();
  await board.expectOnlyIn("New", name);
});

// Proves: L7, H10
test("Add Lead says what is wrong at its field, and lands in the first stage", async ({ open, works, watch }) => {
  const taken = `${unique("taken")}@example.com`;
  const first = await works.addLead({ name: "Who was first", email: taken });
  const name = unique("Newcomer");
  const page = await open(works);
  const board = new Board(page);
  watch.allow(/status of (409|422|400)/);
  await page.goto("/leads");
  await page.getByRole("button", { name: "Add Lead", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Add Lead" });
  const add = form.getByRole("button", { name: "Add Lead" });
  const field = (label: string) => form.getByRole("textbox", { name: label, exact: true });
  await expect(field("Name")).toBeFocused();

  await field("Email").fill("not an address");
  await add.click();
  await expect(field("Name")).toHaveAccessibleDescription(/Give a name/);
  await expect(field("Email")).toHaveAccessibleDescription(/Enter a full address/);

  // What only the server knows is said at the field too, and nothing typed is lost.
  await field("Name").fill(name);
  await field("Email").fill(taken);
  await field("Company").fill("Newcomer works");
  await field("Title").fill("Owner");
  await field("Tags").fill("hot, trade show,hot");
  await add.click();
  await expect(field("Email")).toHaveAccessibleDescription(/./);
  await expect(field("Email")).toHaveAttribute("aria-invalid", "true");
  await expect(form.getByRole("button", { name: "Open the record that has this email" })).toBeVisible();
  await expect(field("Company")).toHaveValue("Newcomer works");

  await field("Email").fill(`${unique("free")}@example.com`);
  await field("Phone").fill("12");
  await add.click();
  await expect(field("Phone")).toHaveAttribute("aria-invalid", "true");
  await field("Phone").fill("+49 30 5550 0142");
  await add.click();
  await expect(form).toBeHidden();
  await board.expectOnlyIn("New", name);
  const card = board.card(name);
  await expect(card).toContainText("Newcomer works · Owner");
  await expect(card).toContainText("hot");
  await expect(card).toContainText("trade show");
  await expect(card).toContainText("Manual");
  const lead = await works.findLead(name);
  expect(lead.tags).toEqual(["hot", "trade show"]);
  expect(lead.phone?.replaceAll(" ", "")).toBe("+493055500142");
  expect((await works.lead(first.id)).name).toBe("Who was first");
});

// Proves: H2, H10
test("a lead needs no name", async ({ open, works }) => {
  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  await expect(page.getByText("No lead has arrived yet")).toBeVisible();
  await page.keyboard.press("c");
  await page.keyboard.press("l");
  const form = page.getByRole("dialog", { name: "Add Lead" });
  await form.getByRole("checkbox", { name: /^Anonymous/ }).check();
  await form.getByRole("button", { name: "Add Lead" }).click();
  await board.expectOnlyIn("New", "Anonymous");
  await expect(board.card("Anonymous")).toContainText("No email yet");
});

// Proves: L6
test("search and filters are in the address", async ({ open, works }) => {
  const webhook = await works.addWebhook("Form");
  const [byHand, byForm] = [unique("Hand"), unique("Form")];
  await works.addLead({ name: byHand, company: "Quillfeather", tags: ["vip"] });
  await works.submit(webhook, { name: byForm, email: `${unique("f")}@example.com`, phone: "+49 30 5550 0177" });
  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  await board.expectOnlyIn("New", byHand);
  await board.expectOnlyIn("New", byForm);

  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search leads" });
  await expect(search).toBeFocused();
  for (const [text, hit, miss] of [
    ["quillf", byHand, byForm],
    ["55500177", byForm, byHand],
    [byForm.toLowerCase(), byForm, byHand],
  ] as const) {
    await search.fill(text);
    await expect(board.card(miss), text).toHaveCount(0);
    await board.expectOnlyIn("New", hit);
    await expect(page).toHaveURL(`/leads?q=${encodeURIComponent(text)}`);
  }
  await page.reload();
  await expect(search).toHaveValue(byForm.toLowerCase());
  await board.expectOnlyIn("New", byForm);
  await expect(board.card(byHand)).toHaveCount(0);
  await search.fill("nobody has this");
  await expect(page.getByText("No lead matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL("/leads");

  await page.getByRole("button", { name: "Source", exact: true }).click();
  await page.getByRole("menuitem", { name: "Webhook" }).click();
  await expect(page).toHaveURL("/leads?source=webhook");
  await board.expectOnlyIn("New", byForm);
  await expect(board.card(byHand)).toHaveCount(0);
  // The same question as a table, by the same address.
  await page.getByRole("radiogroup", { name: "View" }).getByText("Table").click();
  await expect(page).toHaveURL(/view=table/);
  await expect(page).toHaveURL(/source=webhook/);
  const table = page.getByRole("table", { name: "Leads" });
  await expect(table.getByRole("link", { name: byForm })).toBeVisible();
  await expect(table.getByRole("link", { name: byHand })).toHaveCount(0);
  await page.goBack();
  await page.getByRole("button", { name: "Remove filter Source: Webhook" }).click();
  await expect(page).toHaveURL("/leads");
  await board.expectOnlyIn("New", byHand);
});
