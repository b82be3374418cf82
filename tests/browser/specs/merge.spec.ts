import { type Api, type Lead, unique } from "../support/api.ts";
import { toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

interface Merged {
  id: string;
  keep_id: string;
  other_id: string;
  undone_at: string | null;
}

const PHONE = "+442079460123";

/** Two leads that one person left behind, the second with another spelling of the name. */
async function twins(works: Api): Promise<[Lead, Lead]> {
  const company = unique("Engines");
  const ada = await works.addLead({ name: "Ada Lovelace", phone: PHONE, company, tags: ["hot"] });
  const email = `${unique("ada")}@engines.example`;
  const other = await works.addLead({ name: "A. Lovelace", phone: PHONE, email, title: "Countess", tags: ["vip"] });
  await works.post(`/leads/${other.id}/notes`, { body: "Asked for the price list." });
  return [ada, other];
}

// Decision D5: what may be one person is suggested; people decide.
test("two leads with one phone number: compared, merged field by field, and taken apart again", async ({
  open,
  works,
}) => {
  const [ada, other] = await twins(works);
  const page = await open(works);

  await test.step("the record says whom it may be the same as", async () => {
    await page.goto(`/leads/${other.id}`);
    const banner = page.getByRole("complementary", { name: "Possible duplicate" });
    await expect(banner).toContainText("May be the same as Ada Lovelace");
    await expect(banner).toContainText("same phone");
  });

  await test.step("the list has the pair, with the reason", async () => {
    await page.goto("/duplicates");
    const pair = page.getByRole("listitem", { name: "Ada Lovelace and A. Lovelace" });
    await expect(pair).toContainText("Same phone");
    await pair.getByRole("link", { name: "Merge…" }).click();
    await expect(page).toHaveURL(`/duplicates/merge?keep=${ada.id}&other=${other.id}`);
  });

  await test.step("who was here first stays; what only one knows is taken by itself", async () => {
    await expect(page.getByRole("region", { name: "Stays: Ada Lovelace" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Is merged into it: A. Lovelace" })).toBeVisible();
    const name = page.getByRole("radiogroup", { name: "Name" });
    await expect(name.getByRole("radio", { name: "Ada Lovelace: Ada Lovelace" })).toBeChecked();
    const result = page.getByRole("region", { name: "Result" });
    await expect(result).toContainText("Countess");
    await expect(result).toContainText("1 note");
    for (const tag of ["hot", "vip"]) await expect(result.getByText(tag, { exact: true })).toBeVisible();
    await expect(page.getByRole("region", { name: "The same in both" })).toContainText("Phone");
  });

  await test.step("a choice stays with its person when the sides are swapped", async () => {
    const name = page.getByRole("radiogroup", { name: "Name" });
    await name.getByRole("radio", { name: "A. Lovelace: A. Lovelace" }).check();
    await page.getByRole("button", { name: "Swap" }).click();
    await expect(page.getByRole("region", { name: "Stays: A. Lovelace" })).toBeVisible();
    await expect(name.getByRole("radio", { name: "A. Lovelace: A. Lovelace" })).toBeChecked();
    await page.getByRole("button", { name: "Swap" }).click();
    await expect(page.getByRole("region", { name: "Stays: Ada Lovelace" })).toBeVisible();
    await expect(name.getByRole("radio", { name: "A. Lovelace: A. Lovelace" })).toBeChecked();
  });

  await test.step("one record with what both knew", async () => {
    await page.getByRole("button", { name: "Merge A. Lovelace into Ada Lovelace" }).click();
    await expect(page).toHaveURL(`/leads/${ada.id}`);
    await expect(toast(page, "A. Lovelace merged into Ada Lovelace")).toBeVisible();
    const merged = await works.lead(ada.id);
    expect(merged).toMatchObject({ name: "A. Lovelace", phone: PHONE, email: other.email });
    expect(merged.tags.sort()).toEqual(["hot", "vip"]);
    await expect(page.getByRole("region", { name: "Notes" })).toContainText("Asked for the price list.");
    await expect(page.getByRole("complementary", { name: "Possible duplicate" })).toHaveCount(0);
    const { total } = await works.get<{ total: number }>("/leads", { search: "Lovelace" });
    expect(total).toBe(1);
  });

  await test.step("and two again, from the record's menu", async () => {
    await page.reload();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: /^Unmerge A\. Lovelace/ }).click();
    const ask = page.getByRole("dialog", { name: "Take A. Lovelace and A. Lovelace apart?" });
    await ask.getByRole("button", { name: "Unmerge" }).click();
    await expect(ask).toBeHidden();
    await expect.poll(async () => (await works.lead(ada.id)).name).toBe("Ada Lovelace");
    const back = await works.lead(other.id);
    expect(back).toMatchObject({ name: "A. Lovelace", email: other.email, phone: PHONE, tags: ["vip"] });
    expect((await works.lead(ada.id)).email).toBeNull();
    const { data } = await works.get<{ data: Merged[] }>("/merges", { customer_id: ada.id });
    expect(data.map((m) => m.undone_at !== null)).toEqual([true]);
  });
});

test("Undo in the message takes a merge back at once", async ({ open, works }) => {
  const [ada, other] = await twins(works);
  const page = await open(works);
  await page.goto(`/duplicates/merge?keep=${ada.id}&other=${other.id}`);
  await page.getByRole("button", { name: "Merge A. Lovelace into Ada Lovelace" }).click();
  const line = toast(page, "A. Lovelace merged into Ada Lovelace");
  await line.getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "A. Lovelace and Ada Lovelace are two records again")).toBeVisible();
  expect((await works.lead(other.id)).email).toBe(other.email);
});

test("what is no duplicate is not suggested again", async ({ open, works }) => {
  const [ada] = await twins(works);
  const page = await open(works);
  await page.goto("/duplicates");
  await page.getByRole("button", { name: "Not a duplicate" }).click();
  await expect(page.getByText("Nobody looks like somebody else")).toBeVisible();
  await page.goto(`/leads/${ada.id}`);
  await expect(page.getByRole("region", { name: "Profile" })).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Possible duplicate" })).toHaveCount(0);
});

// As when converting (D4), the contact is the one that stays.
test("a lead is merged with a contact that somebody finds: the contact stays", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("Analytical") });
  const name = unique("Byron");
  const contact = await works.addContact({ name, email: `${unique("b")}@engines.example`, account_id: account.id });
  const lead = await works.addLead({ name: "Ada King", phone: "+442079460555" });
  const page = await open(works, { viewport: { width: 390, height: 844 } });
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Merge with…" }).click();
  const box = page.getByRole("dialog").getByRole("combobox", { name: "Lead or contact" });
  await box.fill(name);
  await page.getByRole("option", { name: new RegExp(`^${name} ·`) }).click();
  await expect(page).toHaveURL(`/duplicates/merge?keep=${contact.id}&other=${lead.id}`);

  // The other way round is refused, with what to do instead.
  await page.getByRole("button", { name: "Swap" }).click();
  await expect(page.getByRole("alert")).toContainText(/contact/);
  await expect(page.getByRole("button", { name: /^Merge .* into Ada King$/ })).toBeDisabled();
  await page.getByRole("button", { name: "Swap" }).click();

  const merge = page.getByRole("button", { name: `Merge Ada King into ${name}` });
  await expect(merge).toBeEnabled();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, "nothing sticks out at 390 px").toBeLessThanOrEqual(390);
  await merge.click();
  await expect(page).toHaveURL(`/contacts/${contact.id}`);
  expect((await works.contact(contact.id)).phone).toBe("+442079460555");
});
