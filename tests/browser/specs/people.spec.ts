import { unique } from "../support/api.ts";
import { Field } from "../support/person.ts";
import { card, expectRecord, search, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

// Proves: H2, H10, H17, H18
test("a lead with nothing but a phone gets a name and an email", async ({ open, works }) => {
  await works.addLead({ name: "Somebody else" });
  const page = await open(works);
  await page.goto("/leads");
  await page.getByRole("button", { name: "Add Lead", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Add Lead" });
  await form.getByRole("checkbox", { name: /^Anonymous/ }).check();
  await form.getByRole("textbox", { name: "Phone", exact: true }).fill("+49 30 5550 0163");
  await form.getByRole("button", { name: "Add Lead" }).click();
  await expect(form).toBeHidden();
  const { id } = await works.findLead("55500163");
  expect(await works.lead(id)).toMatchObject({ name: null, email: null });

  await page.goto(`/leads/${id}`);
  const [name, email] = [new Field(page, "Name"), new Field(page, "Email")];
  await expect(new Field(card(page, "Profile"), "Phone").showing("+493055500163")).toBeVisible();
  // Enter saves the email; it stays a lead.
  const address = `${unique("phone")}@example.com`;
  await email.type("+ Add email", address);
  await page.keyboard.press("Enter");
  await expect(email.showing(address)).toBeVisible();
  await expect(page.getByRole("button", { name: "Convert to Contact" })).toBeVisible();
  // Esc keeps the email.
  await email.type(address, "other@example.com");
  await page.keyboard.press("Escape");
  await expect(email.showing(address)).toBeVisible();
  // Leaving saves the name.
  await name.type("Anonymous", "Nora Fones");
  await page.getByRole("heading", { name: "Profile" }).click();
  await expect(name.showing("Nora Fones")).toBeVisible();
  expect(await works.lead(id)).toMatchObject({ name: "Nora Fones", email: address });
});

// Proves: H19, H20, H22, H18, H34, L34, L35
test("a lead becomes a contact of a new account, with an opportunity", async ({ open, works }) => {
  const email = `${unique("lena")}@berglifts.example`;
  const lead = await works.addLead({ name: "Lena Berg", email, company: "Berg Lifts" });
  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "Convert to Contact" }).click();
  const modal = page.getByRole("dialog", { name: "Convert to Contact" });
  const field = (label: string) => modal.getByRole("textbox", { name: label, exact: true });
  await expect(field("Email")).toHaveValue(email);
  await expect(field("Name")).toHaveValue("Lena Berg");
  await modal.getByRole("tab", { name: "New Account" }).click();
  await expect(field("Company name")).toHaveValue("Berg Lifts");
  await field("Domain").fill("berglifts.example");
  await modal.getByRole("checkbox", { name: "Also create an opportunity" }).check();
  await field("Opportunity name").fill("Twelve goods lifts");
  await field("Amount (EUR)").fill("48,000");
  await field("Close date").fill("2027-03-31");
  // Twice by accident is once.
  await modal.getByRole("button", { name: "Convert to Contact" }).dblclick();

  const id = await expectRecord(page, "contacts");
  await expect(toast(page, "Lena Berg is now a contact")).toBeVisible();
  await expect(modal).toBeHidden();
  await expect(page.getByRole("button", { name: "Demote to Lead" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Convert to Contact" })).toHaveCount(0);
  await expect(card(page, "Profile").getByRole("link", { name: "Berg Lifts" })).toBeVisible();
  const deals = card(page, "Opportunities");
  await expect(deals.getByRole("row", { name: /^Twelve goods lifts/ })).toContainText("€48,000");
  const timeline = card(page, "Timeline");
  await expect(timeline).toContainText("Ada Tester converted this lead to a contact of Berg Lifts");
  await expect(timeline).toContainText("Opportunity Twelve goods lifts created");

  const contact = await works.contact(id);
  expect(contact).toMatchObject({ email, account: { name: "Berg Lifts" } });
  const found = await works.get<{ data: { id: string }[] }>("/opportunities", { contact_id: id });
  expect(found.data, "one opportunity").toHaveLength(1);
  expect(await works.opportunity(found.data[0]?.id as string)).toMatchObject({
    account_id: contact.account_id,
    primary_contact_id: id,
    amount: "48000.00",
    close_date: "2027-03-31",
  });
  expect((await works.get<{ total: number }>("/contacts", { search: email })).total).toBe(1);
  expect(await works.account(contact.account_id)).toMatchObject({ domain: "berglifts.example" });
});

// Proves: H19, L35, L36
test("a second lead of the same person joins the contact that is there", async ({ open, works }) => {
  const email = `${unique("mia")}@hansen.example`;
  const account = await works.addAccount({ name: unique("Hansen works") });
  const contact = await works.addContact({ name: "Mia Hansen", email, account_id: account.id });
  const lead = await works.addLead({ name: "M. Hansen", company: "Hansen" });
  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "Convert to Contact" }).click();
  const modal = page.getByRole("dialog", { name: "Convert to Contact" });
  const convert = modal.getByRole("button", { name: "Convert to Contact" });
  await expect(modal.getByRole("tab", { name: "Existing Account" })).toBeVisible();
  await convert.click();
  await expect(modal.getByRole("textbox", { name: "Email" })).toHaveAccessibleDescription(/A contact needs an email/);

  await modal.getByRole("textbox", { name: "Email" }).fill(email);
  await expect(modal.getByRole("status")).toContainText(
    `Mia Hansen of ${account.name} has this email. The lead will be linked to that contact.`,
  );
  await expect(modal.getByRole("tab")).toHaveCount(0);
  await expect(modal.getByRole("combobox", { name: "Account" })).toHaveCount(0);
  await convert.click();
  await expect(page).toHaveURL(`/contacts/${contact.id}`);
  await expect(toast(page, "M. Hansen linked to Mia Hansen")).toBeVisible();
  await expect(new Field(page, "Name").showing("Mia Hansen")).toBeVisible();
  expect((await works.get<{ total: number }>("/contacts", { search: email })).total).toBe(1);

  // The lead says where it went, and cannot be converted again.
  await page.goto(`/leads/${lead.id}`);
  await expect(page.getByText(/^Converted/).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Open contact" })).toHaveAttribute("href", `/contacts/${contact.id}`);
  await expect(page.getByRole("button", { name: "Convert to Contact" })).toHaveCount(0);
});

// Proves: H24, H6, H39
test("a contact is demoted to a lead, without its account", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("Wrong works") });
  const email = `${unique("otto")}@example.com`;
  const { id } = await works.addContact({ name: "Otto Wrong", email, account_id: account.id });
  const page = await open(works);
  await page.goto(`/contacts/${id}`);
  await page.getByRole("button", { name: "Demote to Lead" }).click();
  const ask = page.getByRole("dialog", { name: "Demote Otto Wrong to a lead?" });
  await expect(ask).toContainText(`the account ${account.name}`);
  await ask.getByRole("button", { name: "Demote to Lead" }).click();

  const lead = await expectRecord(page, "leads");
  await expect(page.getByRole("button", { name: "Convert to Contact" })).toBeVisible();
  await expect(card(page, "Profile").getByRole("link", { name: account.name })).toHaveCount(0);
  await expect(card(page, "Timeline")).toContainText("Ada Tester demoted this contact to a lead");
  await expect(card(page, "Timeline")).toContainText(`Account ${account.name} cleared`);
  expect((await works.lead(lead)).email).toBe(email);
  expect((await works.account(account.id)).contact_count).toBe(0);
  expect((await works.get<{ total: number }>("/contacts", { search: email })).total).toBe(0);
});

// Proves: H3, H21, H22, H23
test("a new contact needs an email and an account", async ({ open, works, watch }) => {
  const account = await works.addAccount({ name: unique("Solid works") });
  const taken = `${unique("taken")}@example.com`;
  const first = await works.addContact({ name: "Who was first", email: taken, account_id: account.id });
  const page = await open(works);
  watch.allow(/status of (409|422)/);
  await page.goto("/contacts");
  await expect(page.getByRole("link", { name: "Who was first" })).toBeVisible();
  await page.getByRole("link", { name: "New Contact" }).click();
  await expect(page).toHaveURL("/contacts/new");
  const field = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  const box = page.getByRole("combobox", { name: "Account" });
  const create = page.getByRole("button", { name: "Create contact" });

  await create.click();
  await expect(field("Email")).toHaveAccessibleDescription(/Enter a full address/);
  const email = `${unique("ilse")}@example.com`;
  await field("Name").fill("Ilse Solid");
  await field("Email").fill(email);
  await field("Phone").fill("+49 30 5550 0171");
  await field("Job title").fill("Head of lifts");
  await field("Notes").fill("Met at the fair");
  // The server refuses it without an account, and says so where one would be given, in either tab.
  await create.click();
  await expect(box).toHaveAttribute("aria-invalid", "true");
  await expect(box).toHaveAccessibleDescription(/account/i);
  await page.getByRole("tab", { name: "New Account" }).click();
  await expect(field("Company name")).toHaveAttribute("aria-invalid", "true");
  expect((await works.get<{ total: number }>("/contacts", { search: email })).total).toBe(0);

  await page.getByRole("tab", { name: "Existing Account" }).click();
  await search(page, box, account.name);
  await field("Email").fill(taken);
  await create.click();
  await expect(field("Email")).toHaveAttribute("aria-invalid", "true");
  const there = page.getByRole("link", { name: "Open the record that has this email" });
  await expect(there).toHaveAttribute("href", `/contacts/${first.id}`);
  await expect(field("Job title")).toHaveValue("Head of lifts");

  await field("Email").fill(email);
  await create.click();
  const id = await expectRecord(page, "contacts");
  await expect(card(page, "Profile").getByRole("link", { name: account.name })).toBeVisible();
  await expect(card(page, "Notes")).toContainText("Met at the fair");
  await expect(new Field(page, "Job title").showing("Head of lifts")).toBeVisible();
  expect(await works.contact(id)).toMatchObject({ name: "Ilse Solid", email, account_id: account.id });
});

// Proves: H21, H22
test("a new contact brings its account along", async ({ open, works }) => {
  const page = await open(works);
  const company = unique("Fresh works");
  await page.goto("/contacts/new");
  const field = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  await field("Email").fill(`${unique("ute")}@example.com`);
  await page.getByRole("tab", { name: "New Account" }).click();
  const account = page.getByRole("group", { name: "New account" });
  for (const [label, value] of [
    ["Company name", company],
    ["Domain", "fresh.example"],
    ["Industry", "Lifts"],
    ["Website", "https://fresh.example"],
    ["Phone", "+49 30 5550 0172"],
  ] as const) {
    await account.getByRole("textbox", { name: label, exact: true }).fill(value);
  }
  await page.getByRole("button", { name: "Create contact" }).click();
  const id = await expectRecord(page, "contacts");
  await card(page, "Profile").getByRole("link", { name: company }).click();
  await expect(card(page, "Contacts").getByRole("table")).toBeVisible();
  const { account_id } = await works.contact(id);
  await expect(page).toHaveURL(`/accounts/${account_id}`);
  expect(await works.account(account_id)).toMatchObject({
    name: company,
    domain: "fresh.example",
    industry: "Lifts",
    website: "https://fresh.example",
    phone: "+493055500172",
    contact_count: 1,
  });
});

// Proves: H7, H25, H39
test("a contact moves to another account by its dropdown", async ({ open, works }) => {
  const from = await works.addAccount({ name: unique("Old works") });
  const to = await works.addAccount({ name: unique("New works") });
  const email = `${unique("rosa")}@example.com`;
  const { id } = await works.addContact({ name: "Rosa Mover", email, account_id: from.id });
  const page = await open(works);
  await page.goto(`/contacts/${id}`);
  const profile = card(page, "Profile");
  await profile.getByRole("button", { name: `Account: ${from.name}, edit` }).click();
  const box = profile.getByRole("combobox", { name: "Account" });
  await search(page, box, to.name);
  await expect(toast(page, `Rosa Mover moved to ${to.name}`)).toBeVisible();
  await expect(profile.getByRole("link", { name: to.name })).toBeVisible();
  await expect(profile.getByRole("link", { name: from.name })).toHaveCount(0);
  const timeline = card(page, "Timeline");
  await expect(timeline).toContainText("Ada Tester changed the account");
  await expect(timeline.getByRole("link", { name: from.name })).toBeVisible();
  await expect(timeline.getByRole("link", { name: to.name })).toBeVisible();
  expect((await works.contact(id)).account_id).toBe(to.id);

  // Both companies' histories have it too.
  await page.goto(`/accounts/${from.id}`);
  await expect(card(page, "Timeline")).toContainText("Rosa Mover left this account");
  await expect(card(page, "Contacts")).toContainText("No contact yet");
  await page.goto(`/accounts/${to.id}`);
  await expect(card(page, "Timeline")).toContainText("Ada Tester moved Rosa Mover to this account");
  await expect(card(page, "Contacts").getByRole("link", { name: "Rosa Mover" })).toBeVisible();
});

// Proves: A21, H39
test("a contact is linked to a further company and unlinked", async ({ open, works }) => {
  const own = await works.addAccount({ name: unique("Own works") });
  const other = await works.addAccount({ name: unique("Board seat") });
  const email = `${unique("lars")}@example.com`;
  const { id } = await works.addContact({ name: "Lars Linked", email, account_id: own.id });
  const page = await open(works);
  await page.goto(`/contacts/${id}`);
  const companies = card(page, "Companies");
  await expect(companies).toContainText("No further company");
  await companies.getByRole("button", { name: "Link company" }).click();
  await search(page, companies.getByRole("combobox", { name: "Company" }), other.name);
  await expect(companies.getByRole("link", { name: other.name })).toBeVisible();
  await expect(card(page, "Timeline")).toContainText(`Ada Tester linked ${other.name}`);
  expect((await works.contact(id)).companies.map((c) => c.id)).toEqual([other.id]);
  expect((await works.contact(id)).account_id, "the account stays").toBe(own.id);

  await page.goto(`/accounts/${other.id}`);
  const row = card(page, "Contacts").getByRole("row", { name: /Lars Linked/ });
  await expect(row).toContainText("Also linked");
  await row.getByRole("link", { name: "Lars Linked" }).click();

  const unlink = companies.getByRole("button", { name: `Unlink ${other.name}` });
  await unlink.click();
  // Within its ten seconds it can be taken back.
  await toast(page, `${other.name} unlinked`).getByRole("button", { name: "Undo" }).click();
  await expect(card(page, "Timeline").getByText(`Ada Tester linked ${other.name}`)).toHaveCount(2);
  await expect(companies.getByRole("link", { name: other.name })).toBeVisible();
  await unlink.click();
  await expect(companies).toContainText("No further company");
  await expect(card(page, "Timeline").getByText(`Ada Tester unlinked ${other.name}`)).toHaveCount(2);
  expect((await works.contact(id)).companies).toEqual([]);
});

// Proves: L9, L10, H39
test("notes are added, rewritten and deleted", async ({ open, works }) => {
  const lead = await works.addLead({ name: unique("Noted") });
  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  const notes = card(page, "Notes");
  const timeline = card(page, "Timeline");
  const box = notes.getByRole("textbox", { name: "Add a note" });
  await box.fill("Called, no answer");
  await notes.getByRole("button", { name: "Add note" }).click();
  await expect(notes.getByRole("listitem")).toHaveText(/Ada Tester.*Called, no answer/);
  await expect(box).toHaveValue("");
  await box.fill("Called again: wants twelve");
  await box.press("ControlOrMeta+Enter");
  // The newest on top.
  await expect(notes.getByRole("listitem")).toHaveText([/wants twelve/, /no answer/]);
  await expect(timeline.getByText("Ada Tester added a note")).toHaveCount(2);
  await expect(timeline).toContainText("Called again: wants twelve");

  const newest = notes.getByRole("listitem").first();
  await newest.hover();
  await newest.getByRole("button", { name: "Edit note" }).click();
  const edit = notes.getByRole("textbox", { name: "Edit note" });
  await expect(edit).toHaveValue("Called again: wants twelve");
  await edit.fill("Called again: wants thirteen");
  await notes.getByRole("button", { name: "Save note" }).click();
  await expect(newest).toContainText("wants thirteen");
  await expect(newest).toContainText("edited");

  await newest.hover();
  await newest.getByRole("button", { name: "Delete note" }).click();
  const ask = page.getByRole("dialog", { name: "Delete this note?" });
  await expect(ask).toContainText("wants thirteen");
  await ask.getByRole("button", { name: "Delete note" }).click();
  await expect(notes.getByRole("listitem")).toHaveText([/no answer/]);
  // That there was one stays; what it said does not.
  await expect(timeline).not.toContainText("wants thirteen");
  await expect(timeline.getByText("Ada Tester added a note")).toHaveCount(2);
  await page.reload();
  await expect(notes.getByRole("listitem")).toHaveText([/no answer/]);
});

// Proves: S24, L10, H39
test("the timeline shows notes, visits or the rest alone", async ({ open, works }) => {
  const email = `${unique("mix")}@example.com`;
  const lead = await works.addLead({ name: "Mixed", email });
  await works.post(`/leads/${lead.id}/notes`, { body: "Asked for a price" });
  await works.moveLead(lead.id, await works.stage("Contacted"));
  const widget = await works.addWidget("Site", true);
  const visitor = unique("visitor");
  const url = "https://site.example/pricing";
  await works.track(widget, visitor, [{ type: "pageview", url, ts: Date.now() - 60_000 }]);
  await works.identify(widget, visitor, email);
  await expect.poll(async () => (await works.siteActivity(lead.id)).sessions).toBe(1);

  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  const timeline = card(page, "Timeline");
  const chip = (name: string) => timeline.getByRole("button", { name, exact: true });
  const [moved, wrote, seen] = ["moved this lead", "Asked for a price", "/pricing"].map((text) =>
    timeline.getByText(text),
  ) as [
    ReturnType<typeof timeline.getByText>,
    ReturnType<typeof timeline.getByText>,
    ReturnType<typeof timeline.getByText>,
  ];
  for (const [name, there, gone] of [
    ["All", [moved, wrote, seen], []],
    ["CRM", [moved], [wrote, seen]],
    ["Notes", [wrote], [moved, seen]],
    ["Site", [seen], [moved, wrote]],
  ] as const) {
    await chip(name).click();
    await expect(chip(name)).toHaveAttribute("aria-pressed", "true");
    for (const row of there) await expect(row, name).toHaveCount(1);
    for (const row of gone) await expect(row, name).toHaveCount(0);
  }
  // The choice is in the address.
  await expect(page).toHaveURL(`/leads/${lead.id}?timeline=site`);
  await page.reload();
  await expect(chip("Site")).toHaveAttribute("aria-pressed", "true");
  await expect(seen).toHaveCount(1);
  await expect(moved).toHaveCount(0);
});

// Proves: H49, H1
test("leads and contacts are one list", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("List works") });
  const [lead, plain] = [unique("Lead"), unique("Plain")];
  const [contact, quiet] = [unique("Contact"), unique("Quiet")];
  await works.addLead({ name: lead, tags: ["vip"] });
  await works.addLead({ name: plain });
  for (const [name, tags] of [
    [contact, ["vip"]],
    [quiet, []],
  ] as const) {
    await works.addContact({ name, email: `${name}@example.com`, account_id: account.id, tags: [...tags] });
  }
  const page = await open(works);
  for (const [title, path, hit, miss] of [
    ["Leads", "/leads?view=table", lead, plain],
    ["Contacts", "/contacts", contact, quiet],
  ] as const) {
    await page.goto(path);
    const table = page.getByRole("table", { name: title });
    for (const name of [hit, miss]) await expect(table.getByRole("link", { name })).toBeVisible();
    // Each kind has the others' columns, and none of the other's people.
    for (const column of ["Name", "Source", "Tags", "Assignee", "Last seen", "Created"]) {
      await expect(table.getByRole("columnheader", { name: column })).toBeVisible();
    }
    await expect(table.getByRole("row")).toHaveCount(3);

    await page.getByRole("button", { name: "Tag", exact: true }).click();
    await page.getByRole("menuitem", { name: "vip" }).click();
    await expect(page).toHaveURL(/[?&]tag=vip/);
    await expect(table.getByRole("link", { name: miss })).toHaveCount(0);
    await expect(table.getByRole("link", { name: hit })).toBeVisible();
    await page.getByRole("button", { name: "Remove filter Tag: vip" }).click();
    await page.getByRole("searchbox", { name: `Search ${title.toLowerCase()}` }).fill(miss);
    await expect(table.getByRole("link", { name: hit })).toHaveCount(0);
    await expect(table.getByRole("link", { name: miss })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`[?&]q=${miss}`));
  }
  // Of one account alone.
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.getByRole("button", { name: "Account", exact: true }).click();
  await page.getByRole("textbox", { name: "Search account" }).fill(account.name);
  await page.getByRole("menuitem", { name: account.name }).click();
  await expect(page).toHaveURL(`/contacts?account=${account.id}`);
  await expect(page.getByRole("link", { name: contact })).toBeVisible();
});
