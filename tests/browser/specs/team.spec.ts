import { unique } from "../support/api.ts";
import { Field } from "../support/person.ts";
import { card, choose, pick, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

interface AccountStage {
  id: string;
  name: string;
}

// Proves: H28
test("a custom field of each type is defined and filled in", async ({ open, works, watch }) => {
  const account = await works.addAccount({ name: unique("Field works") });
  const email = `${unique("fil")}@example.com`;
  const { id } = await works.addContact({ name: "Fil Fields", email, account_id: account.id });
  const page = await open(works);
  watch.allow(/status of (400|422)/);
  await page.goto("/settings/custom-fields");
  const form = page.getByRole("dialog", { name: "New field for contacts" });
  const add = form.getByRole("button", { name: "Add field" });
  const field = (label: string) => form.getByRole("textbox", { name: label, exact: true });
  const list = page.getByRole("region", { name: "Custom fields of Contacts" });
  const header = page.getByRole("button", { name: "New field" }).first();
  await expect(page.getByText("No custom field for contacts yet")).toBeVisible();
  for (const [label, key, type] of [
    ["Nickname", "nickname", "Text"],
    ["Team size", "teamSize", "Number"],
    ["Contract end", "contractEnd", "Date"],
    ["Plan wanted", "planWanted", "Select (dropdown)"],
    ["Agreed", "agreed", "Boolean"],
  ] as const) {
    await header.click();
    if (type === "Text") {
      await add.click();
      await expect(field("Label")).toHaveAccessibleDescription(/Give it the name/);
    }
    await field("Label").fill(label);
    if (type !== "Text") await choose(page, form.getByRole("combobox", { name: "Type" }), type);
    if (type.startsWith("Select")) {
      await add.click();
      await expect(field("Options")).toHaveAccessibleDescription(/at least one option/);
      await field("Options").fill("Crew\nFleet");
    }
    await add.click();
    await expect(form).toBeHidden();
    const item = list.getByRole("listitem", { name: label, exact: true });
    await expect(item).toContainText(key);
    await expect(item).toContainText(type);
  }
  await expect(list.getByRole("listitem")).toHaveCount(5);

  await page.goto(`/contacts/${id}`);
  const profile = card(page, "Profile");
  const nickname = new Field(profile, "Nickname");
  await nickname.type("Empty", "Fifi");
  await page.keyboard.press("Enter");
  await expect(nickname.showing("Fifi")).toBeVisible();
  // A wrong value stays in its field, with the reason.
  const size = new Field(profile, "Team size");
  await size.type("Empty", "a dozen");
  await page.keyboard.press("Enter");
  await expect(size.box).toHaveAttribute("aria-invalid", "true");
  await expect(size.box).toHaveAccessibleDescription(/number/i);
  await expect(size.box).toHaveValue("a dozen");
  expect((await works.contact(id)).custom_fields).not.toHaveProperty("teamSize");
  await size.box.fill("12.5");
  await size.box.press("Enter");
  await expect(size.showing("12.5")).toBeVisible();
  const end = new Field(profile, "Contract end");
  await end.type("Empty", "2027-06-30");
  await page.keyboard.press("Enter");
  await expect(end.showing("30 Jun 2027")).toBeVisible();
  await pick(page, profile.getByRole("button", { name: /^Plan wanted: Empty/ }), "Fleet");
  await expect(profile.getByRole("button", { name: /^Plan wanted: Fleet/ })).toBeVisible();
  await pick(page, profile.getByRole("button", { name: /^Agreed: Empty/ }), "No");
  await expect(profile.getByRole("button", { name: /^Agreed: No/ })).toBeVisible();

  await page.reload();
  await expect(end.showing("30 Jun 2027")).toBeVisible();
  expect((await works.contact(id)).custom_fields).toMatchObject({
    nickname: "Fifi",
    teamSize: 12.5,
    contractEnd: "2027-06-30",
    planWanted: "Fleet",
    agreed: false,
  });
});

// Proves: H28
test("accounts and opportunities have custom fields of their own", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("Own works") });
  const deal = await works.addOpportunity({ name: "Own deal", account_id: account.id });
  const page = await open(works);
  for (const [tab, of, address] of [
    ["Accounts", "accounts", `/accounts/${account.id}`],
    ["Opportunities", "opportunities", `/opportunities/${deal.id}`],
  ] as const) {
    const label = `Grade of ${of}`;
    await page.goto("/settings/custom-fields");
    await page.getByRole("navigation", { name: "Objects" }).getByRole("link", { name: tab }).click();
    await expect(page.getByText(`No custom field for ${of} yet`)).toBeVisible();
    await page.getByRole("button", { name: "New field" }).first().click();
    const form = page.getByRole("dialog", { name: `New field for ${of}` });
    await form.getByRole("textbox", { name: "Label" }).fill(label);
    await form.getByRole("button", { name: "Add field" }).click();
    await expect(page.getByRole("listitem", { name: label })).toBeVisible();
    await page.goto(address);
    const grade = new Field(card(page, "Profile"), label);
    await grade.type("Empty", "A plus");
    await page.keyboard.press("Enter");
    await expect(grade.showing("A plus")).toBeVisible();
  }
});

// Proves: A4
test("account stages are added, ordered and deleted", async ({ open, works }) => {
  const stages = async () => (await works.get<{ data: AccountStage[] }>("/account-stages")).data;
  const idOf = (all: AccountStage[], name: string) => all.find((s) => s.name === name)?.id;
  const before = await stages();
  const { id } = await works.addAccount({ name: unique("Staged works"), stage_id: idOf(before, "Trial") });
  const page = await open(works);
  await page.goto("/settings/account-stages");
  const rows = page.getByRole("region", { name: "Account stages" }).getByRole("listitem");
  await expect(rows).toContainText(["New", "Evaluating", "Trial", "Customer", "Lost"]);

  const add = page.getByRole("button", { name: "Add stage" });
  const name = page.getByRole("textbox", { name: "Name of the new stage" });
  await add.click();
  await expect(name).toHaveAccessibleDescription(/Give the stage a name/);
  await name.fill("Pilot");
  await add.click();
  // It is open, and comes after those that are.
  await expect(rows).toContainText(["New", "Evaluating", "Trial", "Pilot", "Customer", "Lost"]);
  await expect(name).toHaveValue("");
  for (const place of [3, 2]) {
    await page.getByRole("button", { name: "Move Pilot up" }).click();
    await expect(page.getByText(`Pilot is now ${place} of 6`)).toBeAttached();
  }
  const moved = ["New", "Pilot", "Evaluating", "Trial", "Customer", "Lost"];
  await expect(rows).toContainText(moved);
  await expect.poll(async () => (await stages()).map((s) => s.name)).toEqual(moved);
  await page.reload();
  await expect(rows).toContainText(moved);

  // A stage with accounts asks where they go.
  await page.getByRole("button", { name: "Delete Trial" }).click();
  const ask = page.getByRole("dialog", { name: "Delete the stage Trial?" });
  await expect(ask).toContainText("1 account is on it");
  await choose(page, ask.getByRole("combobox", { name: "Move accounts to" }), "Customer");
  await ask.getByRole("button", { name: "Delete stage" }).click();
  await expect(ask).toBeHidden();
  await expect(rows).toHaveCount(5);
  await expect(rows).toContainText(["New", "Pilot", "Evaluating", "Customer", "Lost"]);
  await expect(rows.filter({ hasText: "Customer" })).toContainText("1 account");
  expect((await works.account(id)).stage_id).toBe(idOf(before, "Customer"));
  await page.getByRole("button", { name: "Delete Pilot" }).click();
  const unused = page.getByRole("dialog", { name: "Delete the stage Pilot?" });
  await expect(unused).toContainText("No account is on it");
  await unused.getByRole("button", { name: "Delete stage" }).click();
  await expect(rows).toHaveCount(4);
  await expect(rows).toContainText(["New", "Evaluating", "Customer", "Lost"]);
});

// Proves: L1
test("an invitation lets somebody in, once", async ({ open, works, watch }) => {
  const email = `${unique("ida")}@works.test`;
  const page = await open(works);
  watch.allow(/status of 401 .*\/api\/v1\/auth\/me/);
  watch.allow(/status of 4\d\d .*\/api\/v1\/invitations\/preview/);
  await page.goto("/settings/team");
  const invitations = page.getByRole("region", { name: "Invitations" });
  await expect(invitations).toContainText("Nobody is invited at the moment");
  await page.getByRole("button", { name: "Invite teammate" }).first().click();
  const form = page.getByRole("dialog", { name: "Invite a teammate to Test works" });
  await form.getByRole("button", { name: "Create invitation" }).click();
  await expect(form.getByRole("textbox", { name: "Email" })).toHaveAccessibleDescription(/full address/);
  await form.getByRole("textbox", { name: "Email" }).fill(email);
  await form.getByRole("radio", { name: "Agent" }).check();
  await form.getByRole("button", { name: "Create invitation" }).click();
  const shown = page.getByRole("dialog", { name: "Copy the invitation link now" });
  const link = (await shown.getByRole("region", { name: "Invitation link" }).innerText()).trim();
  expect(link).toMatch(/^http:\/\/[^/]+\/invitation#\w+$/);
  await shown.getByRole("button", { name: "I have copied it" }).click();
  await expect(invitations.getByRole("listitem", { name: email })).toContainText("Agent");

  const guest = await open(null);
  await guest.goto(link);
  await expect(guest.getByRole("textbox", { name: "Email" })).toHaveValue(email);
  await guest.getByRole("textbox", { name: "Your name" }).fill("Ida Invited");
  await guest.getByRole("textbox", { name: "Password" }).fill("a long enough one");
  await guest.getByRole("button", { name: "Join Test works" }).click();
  await expect(guest).toHaveURL("/");
  const menu = guest.getByRole("navigation", { name: "Main" }).filter({ visible: true });
  await expect(menu.getByRole("link", { name: "Contacts" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "Leads" })).toHaveCount(0);

  await page.reload();
  const mate = page.getByRole("region", { name: "Members" }).getByRole("listitem", { name: "Ida Invited" });
  await expect(mate).toContainText("Agent");
  await expect(invitations.getByRole("listitem")).toHaveCount(0);
  const late = await open(null);
  await late.goto(link);
  await expect(late.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();
});

// Proves: L1, P17
test("a changed role counts at once, and the last owner stays", async ({ open, works, watch, playwright, baseURL }) => {
  const mate = await works.invite(playwright, baseURL as string, "Rolf Changed", "agent");
  const page = await open(works);
  const theirs = await open(mate);
  watch.allow(/status of 409 .*\/api\/v1\/users\//);
  await theirs.goto("/leads");
  await expect(theirs.getByText("Your role cannot open Leads", { exact: true })).toBeVisible();

  await page.goto("/settings/team");
  const role = (name: string, word: string) => page.getByRole("button", { name: `Role of ${name}: ${word}` });
  await pick(page, role("Rolf Changed", "Agent"), /^Marketer/);
  await expect(role("Rolf Changed", "Marketer")).toBeVisible();
  await expect(toast(page, "Rolf Changed is Marketer now")).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole("heading", { name: "Leads", level: 1 })).toBeVisible();
  await expect(theirs.getByText("No lead has arrived yet")).toBeVisible();

  await pick(page, role("Ada Tester", "Owner"), /^Agent/);
  const ask = page.getByRole("dialog", { name: "Change your own role to Agent?" });
  await ask.getByRole("button", { name: "Change my role" }).click();
  await expect(ask.getByRole("alert")).toContainText("Ada Tester is the last owner");
  await ask.getByRole("button", { name: "Cancel" }).click();
  await expect(role("Ada Tester", "Owner")).toBeVisible();

  // An open page would ask again and be refused.
  await theirs.close();
  await page.getByRole("button", { name: "Remove Rolf Changed" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove teammate" }).click();
  await expect(page.getByRole("listitem", { name: "Rolf Changed" })).toHaveCount(0);
  expect((await mate.request.get("/api/v1/auth/me")).status()).toBe(401);
});

// Proves: H1
test("the palette finds people, accounts and opportunities", async ({ open, works }) => {
  const word = unique("Quill");
  const account = await works.addAccount({ name: `${word} works` });
  const lead = await works.addLead({ name: `${word} lead` });
  const contact = await works.addContact({
    name: `${word} contact`,
    email: `${unique("quill")}@example.com`,
    account_id: account.id,
  });
  const deal = await works.addOpportunity({ name: `${word} deal`, account_id: account.id });
  const page = await open(works);
  await page.goto("/");
  await expect(page.getByRole("region", { name: "Newest leads" })).toContainText(`${word} lead`);
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  const box = palette.getByRole("textbox", { name: "Search records, pages and commands" });
  for (const [name, kind, address] of [
    [`${word} lead`, "Lead", `/leads/${lead.id}`],
    [`${word} contact`, "Contact", `/contacts/${contact.id}`],
    [`${word} works`, "Prospect", `/accounts/${account.id}`],
    [`${word} deal`, "Prospecting", `/opportunities/${deal.id}`],
  ] as const) {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(box).toBeFocused();
    await box.fill(word.toLowerCase());
    await palette.getByRole("button", { name: new RegExp(`${name}.*${kind}$`) }).click();
    await expect(page).toHaveURL(address);
    await expect(palette).toBeHidden();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  }
  // Enter opens the first that was found.
  await page.keyboard.press("ControlOrMeta+k");
  await box.fill(`${word} deal`);
  await expect(palette.getByRole("button", { name: new RegExp(`${word} deal`) }).first()).toHaveAttribute(
    "data-selected",
    "true",
  );
  await box.press("Enter");
  await expect(page).toHaveURL(`/opportunities/${deal.id}`);
  await page.keyboard.press("ControlOrMeta+k");
  await box.fill(unique("nothing"));
  await expect(palette).toContainText("No person, account or opportunity matches");
});
