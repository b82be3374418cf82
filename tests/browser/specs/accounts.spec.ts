import { type Account, type Api, type Page, unique } from "../support/api.ts";
import { Field } from "../support/person.ts";
import { card, day, expectRecord, pick, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

// Proves: H1, H4
test("an account needs a name and nothing else", async ({ open, works }) => {
  const name = unique("Named works");
  const page = await open(works);
  await page.goto("/accounts");
  await expect(page.getByText("No account yet")).toBeVisible();
  await page.getByRole("button", { name: "New Account" }).click();
  const form = page.getByRole("dialog", { name: "New Account" });
  const field = form.getByRole("textbox", { name: "Account name" });
  const create = form.getByRole("button", { name: "Create account" });
  await create.click();
  await expect(field).toHaveAccessibleDescription(/Give the account a name/);
  await field.fill(name);
  await create.click();
  const id = await expectRecord(page, "accounts");
  await expect(new Field(page, "Name").showing(name)).toBeVisible();
  await expect(page.getByRole("button", { name: "Lifecycle stage: Prospect" })).toBeVisible();
  await expect(card(page, "Timeline")).toContainText("Account created");
  expect(await works.account(id)).toMatchObject({ name, lifecycle_stage: "prospect", mrr: null, contact_count: 0 });

  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Accounts" }).click();
  const row = page.getByRole("table", { name: "Accounts" }).getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Prospect");
});

// Proves: H9, H27, H39, A1
test("lifecycle, figures and renewal are edited where they are read", async ({ open, works, watch }) => {
  const { id } = await works.addAccount({ name: unique("Figure works") });
  const page = await open(works);
  watch.allow(/status of (400|422)/);
  await page.goto(`/accounts/${id}`);

  // Each stage says what it means.
  await page.getByRole("button", { name: "Lifecycle stage: Prospect" }).click();
  for (const [stage, meaning] of [
    ["Prospect", "Not yet a paying customer"],
    ["Active", "Active customer relationship"],
    ["At Risk", "Showing churn signals"],
    ["Churned", "Ended their relationship"],
  ] as const) {
    await expect(page.getByRole("menuitemradio", { name: new RegExp(`^${stage}`) })).toContainText(meaning);
  }
  await page.getByRole("menuitemradio", { name: /^At Risk/ }).click();
  await expect(page.getByRole("button", { name: "Lifecycle stage: At Risk" })).toBeVisible();

  const figures = card(page, "Key figures");
  const mrr = new Field(figures, "MRR");
  await mrr.type("Unknown", "1,250.50");
  await page.keyboard.press("Enter");
  await expect(mrr.showing("€1,250.50")).toBeVisible();

  const health = new Field(figures, "Health score");
  await health.type("Unknown", "101");
  await page.keyboard.press("Enter");
  await expect(health.box).toHaveAttribute("aria-invalid", "true");
  await expect(health.box).toHaveAccessibleDescription(/100/);
  await expect(health.box).toHaveValue("101");
  expect((await works.account(id)).health_score).toBeNull();
  await health.box.fill("72");
  await health.box.press("Enter");
  await expect(health.showing("72 / 100")).toBeVisible();

  const renewal = new Field(figures, "Renewal date");
  await renewal.type("No date", "2027-03-31");
  await page.keyboard.press("Enter");
  await expect(renewal.showing("31 Mar 2027")).toBeVisible();
  await pick(page, figures.getByRole("button", { name: /^Renewal status:/ }), "In discussion");
  await expect(figures.getByRole("button", { name: /^Renewal status: In discussion/ })).toBeVisible();
  await pick(page, figures.getByRole("button", { name: /^Deal stage:/ }), "Trial");
  await expect(figures.getByRole("button", { name: "Deal stage: Trial" })).toBeVisible();

  const profile = card(page, "Profile");
  for (const [label, value, shown] of [
    ["Industry", "Lifts", "Lifts"],
    ["Website", "https://figures.example", "https://figures.example"],
    ["Phone", "+49 30 5550 0181", "+493055500181"],
  ] as const) {
    await new Field(profile, label).type("Empty", value);
    await page.keyboard.press("Enter");
    await expect(new Field(profile, label).showing(shown)).toBeVisible();
  }

  await page.reload();
  await expect(health.showing("72 / 100")).toBeVisible();
  expect(await works.account(id)).toMatchObject({
    lifecycle_stage: "at_risk",
    mrr: "1250.50",
    health_score: 72,
    renewal_date: "2027-03-31",
    renewal_status: "in_discussion",
    industry: "Lifts",
    phone: "+493055500181",
  });
  const timeline = card(page, "Timeline");
  await expect(timeline).toContainText("Lifecycle moved to At Risk");
  await expect(timeline).toContainText("from Prospect, by Ada Tester");
  await expect(timeline).toContainText("Ada Tester changed MRR");
  await expect(timeline).toContainText("Ada Tester moved the deal");
});

// Proves: H26, H7
test("Add Contact opens New Contact with the account chosen", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("Chosen works") });
  const page = await open(works);
  await page.goto(`/accounts/${account.id}`);
  await card(page, "Contacts").getByRole("link", { name: "Add Contact" }).click();
  await expect(page).toHaveURL(`/contacts/new?account_id=${account.id}`);
  await expect(page.getByRole("combobox", { name: "Account" })).toHaveValue(account.name);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Carl Chosen");
  await page.getByRole("textbox", { name: "Email", exact: true }).fill(`${unique("carl")}@example.com`);
  await page.getByRole("button", { name: "Create contact" }).click();
  const id = await expectRecord(page, "contacts");
  expect((await works.contact(id)).account_id).toBe(account.id);
  await card(page, "Profile").getByRole("link", { name: account.name }).click();
  await expect(card(page, "Contacts").getByRole("link", { name: "Carl Chosen" })).toBeVisible();
  // The account's history names the person.
  await expect(card(page, "Timeline")).toContainText("Contact Carl Chosen created");
});

// Proves: H31
test("an account in use is not deleted, and says why", async ({ open, works, watch }) => {
  const account = await works.addAccount({ name: unique("Busy works") });
  const other = await works.addAccount({ name: unique("Other works") });
  const [first, second] = await Promise.all(
    ["Ina", "Uwe"].map((name) =>
      works.addContact({ name, email: `${unique(name)}@example.com`, account_id: account.id }),
    ),
  );
  const deal = await works.addOpportunity({ name: "Last deal", account_id: account.id });
  const page = await open(works);
  watch.allow(/status of 409/);
  await page.goto(`/accounts/${account.id}`);
  const ask = page.getByRole("dialog", { name: `Delete ${account.name}?` });
  const remove = async () => {
    await page.getByRole("button", { name: "More actions", exact: true }).click();
    await page.getByRole("menuitem", { name: "Delete account" }).click();
    await ask.getByRole("button", { name: "Delete account" }).click();
  };
  await remove();
  const blocked = page.getByRole("dialog", { name: `${account.name} cannot be deleted yet` });
  await expect(blocked).toContainText(
    "This account still has 2 contacts and 1 opportunity. Move or delete them first.",
  );
  await blocked.getByRole("button", { name: "Show 2 contacts" }).click();
  await expect(blocked).toBeHidden();
  await expect(card(page, "Contacts")).toBeFocused();

  // One is moved, one deleted, and so is the deal.
  await works.patch(`/contacts/${first?.id}`, { account_id: other.id });
  await page.goto(`/contacts/${second?.id}`);
  await page.getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const final = page.getByRole("dialog", { name: "Delete Uwe?" });
  await expect(final).toContainText("This cannot be undone");
  await final.getByRole("button", { name: "Delete contact" }).click();
  await expect(page).toHaveURL("/contacts");
  await expect(page.getByRole("link", { name: "Ina" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Uwe" })).toHaveCount(0);

  await page.goto(`/opportunities/${deal.id}`);
  await page.getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete opportunity" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete opportunity" }).click();
  await expect(page).toHaveURL("/opportunities");

  await page.goto(`/accounts/${account.id}`);
  await remove();
  await expect(page).toHaveURL("/accounts");
  await expect(toast(page, `${account.name} deleted`)).toBeVisible();
  await expect(page.getByRole("link", { name: new RegExp(other.name) })).toBeVisible();
  await expect(page.getByRole("link", { name: new RegExp(account.name) })).toHaveCount(0);
});

// Proves: H29, H39
test("an onboarding plan is checked off", async ({ open, works }) => {
  const { id } = await works.addAccount({ name: unique("Young works") });
  const page = await open(works);
  await page.goto(`/accounts/${id}`);
  const section = card(page, "Onboarding plan");
  await section.getByRole("button", { name: "Create plan" }).click();
  const form = page.getByRole("dialog", { name: "New onboarding plan" });
  const field = (label: string) => form.getByRole("textbox", { name: label, exact: true });
  await form.getByRole("button", { name: "Create plan" }).click();
  await expect(field("Plan name")).toHaveAccessibleDescription(/Give the plan a name/);
  await field("Plan name").fill("First month");
  await field("Milestone 1").fill("Kick-off call");
  await field("Due date 1").fill(day(-14));
  await form.getByRole("button", { name: "Add milestone" }).click();
  await field("Milestone 2").fill("Data imported");
  await field("Due date 2").fill(day(14));
  await form.getByRole("button", { name: "Create plan" }).click();

  const plan = section.getByRole("region", { name: "First month" });
  const progress = plan.getByRole("progressbar", { name: "Progress of First month" });
  const milestone = (title: string) => plan.getByRole("listitem").filter({ hasText: title });
  await expect(plan).toContainText("0 of 2 done");
  await expect(milestone("Kick-off call")).toContainText(/1[345] days late/);
  await expect(milestone("Data imported")).not.toContainText("late");

  const kickOff = plan.getByRole("checkbox", { name: "Kick-off call" });
  await kickOff.check();
  await expect(plan).toContainText("1 of 2 done");
  await expect(progress).toHaveAttribute("aria-valuenow", "1");
  await expect(milestone("Kick-off call")).not.toContainText("late");
  const timeline = card(page, "Timeline");
  await expect(timeline).toContainText("Ada Tester completed Kick-off call");
  await expect(timeline).toContainText("Ada Tester created the onboarding plan First month");

  await kickOff.uncheck();
  await expect(plan).toContainText("0 of 2 done");
  await expect(milestone("Kick-off call")).toContainText("late");
  await expect(timeline).toContainText("Ada Tester reopened Kick-off call");

  // More can follow on the plan itself.
  await plan.getByRole("button", { name: "Add milestone" }).click();
  await plan.getByRole("textbox", { name: "Milestone" }).fill("First invoice");
  await plan.getByRole("button", { name: "Add milestone" }).click();
  await expect(milestone("First invoice")).toContainText("No date");
  await plan.getByRole("checkbox", { name: "First invoice" }).check();
  await expect(plan).toContainText("1 of 3 done");
  await page.reload();
  await expect(plan).toContainText("1 of 3 done");
  await expect(plan.getByRole("checkbox", { name: "First invoice" })).toBeChecked();
});

// Proves: E13, E8
test("the rollup says that nobody of an account is linked", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("Dark works") });
  const page = await open(works);
  const strip = card(page, "Activity rollup");
  await page.goto(`/accounts/${account.id}`);
  await expect(strip.getByText("N/A — Not linked to site tracking.", { exact: true })).toBeVisible();
  await expect(strip).toContainText("This account has no contact yet.");
  await works.addContact({ name: "Unlinked", email: `${unique("dark")}@example.com`, account_id: account.id });
  await page.reload();
  await expect(strip).toContainText("No visit was ever connected to a contact of this account.");
  await expect(strip.getByRole("group")).toHaveCount(0);
});

// Proves: E13, E2, E5
test("the rollup adds up what all contacts of an account did", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("Lit works") });
  const widget = await works.addWidget("Site", true);
  const page = await open(works);
  await page.goto(`/accounts/${account.id}`);
  const strip = card(page, "Activity rollup");
  for (const views of [2, 3]) {
    const email = `${unique("lit")}@example.com`;
    const { id } = await works.addContact({ name: `Lit ${views}`, email, account_id: account.id });
    const visitor = unique("visitor");
    const url = "https://site.example/pricing";
    const events = Array.from({ length: views }, (_, i) => ({ type: "pageview", url, ts: Date.now() - i * 1000 }));
    await works.track(widget, visitor, events);
    await works.identify(widget, visitor, email);
    await expect.poll(async () => (await works.siteActivity(id)).linked).toBe(true);
  }
  // Five views and two identifies; a session's start is none of them.
  await page.reload();
  await expect(strip.getByRole("group", { name: /^Events a day: 7 events in the last 30 days/ })).toBeVisible();
  const bars = strip.getByRole("button", { name: / on .*, UTC/ });
  await expect(bars).toHaveCount(30);
  await expect(strip.getByText("7 events", { exact: false }).first()).toBeVisible();
});

// Proves: E13, E9
test("the rollup of an account that went quiet says so", async ({ open, demo }) => {
  const account = await quietAccount(demo);
  const page = await open(demo);
  await page.goto(`/accounts/${account.id}`);
  const strip = card(page, "Activity rollup");
  await expect(strip.getByText("No activity in the last 30 days", { exact: true })).toBeVisible();
  await expect(strip.getByRole("button", { name: /^0 events on / })).toHaveCount(30);
});

/** One of the demo's, whichever: the events of others cannot be made old. */
async function quietAccount(demo: Api): Promise<Account> {
  const { data } = await demo.get<Page<Account>>("/accounts", { limit: "100", sort_by: "created_at" });
  for (const account of data) {
    const { state } = await demo.get<{ state: string }>(`/accounts/${account.id}/activity-summary`);
    if (state === "quiet") return account;
  }
  throw new Error("no account of the demo is quiet");
}

// Proves: H1, H9
test("accounts are searched, filtered and sorted by the address", async ({ open, works }) => {
  const [risky, calm] = [unique("Risky"), unique("Calm")];
  await works.addAccount({ name: risky, lifecycle_stage: "at_risk" });
  await works.addAccount({ name: calm, lifecycle_stage: "active" });
  const page = await open(works);
  await page.goto("/accounts");
  const table = page.getByRole("table", { name: "Accounts" });
  const names = table.getByRole("row").getByRole("link");
  await expect(names).toHaveCount(2);
  await page.getByRole("button", { name: "Lifecycle stage", exact: true }).click();
  await page.getByRole("menuitem", { name: "At Risk" }).click();
  await expect(names).toHaveCount(1);
  await expect(names).toContainText(risky);
  await expect(page).toHaveURL(/lifecycle/);
  await page.reload();
  await expect(names).toHaveCount(1);
  await expect(names).toContainText(risky);
  await page.getByRole("button", { name: "Remove filter Lifecycle stage: At Risk" }).click();
  await expect(names).toContainText([calm, risky]);
  await table.getByRole("button", { name: "Name" }).click();
  await expect(page).toHaveURL("/accounts?sort=name.desc");
  await expect(names).toContainText([risky, calm]);
  await page.getByRole("searchbox", { name: "Search accounts" }).fill(risky);
  await expect(names).toHaveCount(1);
  await expect(names).toContainText(risky);
});
