import type { Page } from "@playwright/test";
import { type Api, unique } from "../support/api.ts";
import { toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

interface View {
  name: string;
  query: Record<string, string>;
  shared: boolean;
  pinned: boolean;
  mine: boolean;
}

const viewsOf = async (who: Api, object = "lead") => (await who.get<{ data: View[] }>("/saved-views", { object })).data;
const opener = (page: Page) => page.getByRole("button", { name: /^View:/ });
const act = async (page: Page, what: string | RegExp) => {
  await opener(page).click();
  await page.getByRole("menuitem", { name: what }).click();
};
const pinned = (page: Page, of = "leads") => page.getByRole("list", { name: `Pinned views of ${of}` });

async function saveAs(page: Page, name: string, shared = false) {
  await act(page, "Save as a new view");
  const form = page.getByRole("dialog", { name: "Save these filters as a view" });
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  if (shared) await form.getByRole("checkbox", { name: /^Share with the team/ }).check();
  await form.getByRole("button", { name: "Save view" }).click();
  await expect(form).toBeHidden();
}

// Proves: L6, L37
test("filters, sort and layout are kept under a name, and what has changed since is seen", async ({ open, works }) => {
  const [hot, cold] = [unique("Hot"), unique("Cold")];
  await works.addLead({ name: hot, tags: ["hot"] });
  await works.addLead({ name: cold });
  const page = await open(works);
  await page.goto("/leads?view=table&tag=hot&sort=score.desc");
  await saveAs(page, "Hot by score");
  await expect(page).toHaveURL(/[?&]saved=/);
  await expect(opener(page)).toContainText("Hot by score");
  expect(await viewsOf(works)).toMatchObject([
    { name: "Hot by score", query: { view: "table", tag: "hot", sort: "score.desc" }, pinned: true, shared: false },
  ]);

  // From anywhere, by its place in the sidebar.
  await page.goto("/accounts");
  await pinned(page).getByRole("link", { name: "Hot by score" }).click();
  const table = page.getByRole("table", { name: "Leads" });
  await expect(table.getByRole("link", { name: hot })).toBeVisible();
  await expect(table.getByRole("link", { name: cold })).toHaveCount(0);
  await expect(opener(page)).not.toContainText("Edited");

  // Another filter leaves it, visibly; it can be gone back to.
  await page.getByRole("button", { name: "Remove filter Tag: hot" }).click();
  await expect(opener(page)).toContainText("Edited");
  await expect(table.getByRole("link", { name: cold })).toBeVisible();
  await act(page, "Back to how it was saved");
  await expect(opener(page)).not.toContainText("Edited");
  await expect(table.getByRole("link", { name: cold })).toHaveCount(0);

  // Or be made what the view is.
  await page.getByRole("button", { name: "Remove filter Tag: hot" }).click();
  await page.getByRole("button", { name: "Update view" }).click();
  await expect(opener(page)).not.toContainText("Edited");
  expect((await viewsOf(works))[0]?.query).toEqual({ view: "table", sort: "score.desc" });

  await act(page, "Rename");
  const form = page.getByRole("dialog", { name: "Rename this view" });
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveValue("Hot by score");
  await form.getByRole("textbox", { name: "Name" }).fill("By score");
  await form.getByRole("button", { name: "Rename" }).click();
  await expect(pinned(page).getByRole("link", { name: "By score", exact: true })).toBeVisible();
  await act(page, "Unpin from my sidebar");
  await expect(pinned(page)).toHaveCount(0);

  await act(page, "Delete view");
  const ask = page.getByRole("dialog", { name: "Delete the view By score?" });
  await ask.getByRole("button", { name: "Delete view" }).click();
  await expect(ask).toBeHidden();
  expect(await viewsOf(works)).toEqual([]);
  // What it showed stays on screen, under no view's name.
  await expect(page).toHaveURL("/leads?view=table&sort=score.desc");
  await expect(opener(page)).toContainText("All leads");
});

// Proves: L6
test("the built-in views set the address", async ({ open, works }) => {
  const [mine, nobodys] = [unique("Mine"), unique("Nobody")];
  const lead = await works.addLead({ name: mine });
  await works.patch(`/leads/${lead.id}/assign`, { assigned_to: works.session.user.id });
  await works.addLead({ name: nobodys });
  const page = await open(works);
  await page.goto("/leads?view=table");
  const table = page.getByRole("table", { name: "Leads" });
  await act(page, "My leads");
  await expect(page).toHaveURL(`/leads?view=table&assignee=${works.session.user.id}`);
  await expect(table.getByRole("link", { name: nobodys })).toHaveCount(0);
  await expect(table.getByRole("link", { name: mine })).toBeVisible();
  await act(page, "Stalled");
  await expect(page).toHaveURL("/leads?view=table&stalled=true");
  await act(page, "All leads");
  await expect(page).toHaveURL("/leads?view=table");
  await expect(table.getByRole("link", { name: nobodys })).toBeVisible();
});

// Proves: L6, L1
test("a shared view is a teammate's too, to open and to pin and not to change", async ({
  open,
  works,
  playwright,
  baseURL,
}) => {
  const mate = await works.invite(playwright, baseURL as string, "Mia Marketer", "marketer");
  const tagged = unique("Tagged");
  await works.addLead({ name: tagged, tags: ["fair"] });
  const page = await open(works);
  await page.goto("/leads?view=table&tag=fair");
  await saveAs(page, "From the fair");
  expect(await viewsOf(mate), "a private one is nobody else's").toEqual([]);
  await act(page, "Share with the team");
  await expect(toast(page, "From the fair is shared")).toBeVisible();

  const theirs = await open(mate);
  await theirs.goto("/leads");
  await expect(pinned(theirs)).toHaveCount(0);
  await act(theirs, /^From the fair/);
  await expect(theirs.getByRole("table", { name: "Leads" }).getByRole("link", { name: tagged })).toBeVisible();
  await opener(theirs).click();
  await expect(theirs.getByRole("menuitem", { name: "Pin to my sidebar" })).toBeVisible();
  for (const what of ["Rename", "Stop sharing", "Delete view"]) {
    await expect(theirs.getByRole("menuitem", { name: what })).toHaveCount(0);
  }
  await theirs.getByRole("menuitem", { name: "Pin to my sidebar" }).click();
  await expect(pinned(theirs).getByRole("link", { name: "From the fair" })).toBeVisible();
  expect(await viewsOf(mate)).toMatchObject([{ name: "From the fair", pinned: true, mine: false, shared: true }]);

  // A pin is each one's own.
  await act(page, "Unpin from my sidebar");
  await expect(pinned(page)).toHaveCount(0);
  expect((await viewsOf(mate))[0]?.pinned).toBe(true);
  await act(page, "Stop sharing");
  await expect(toast(page, "From the fair is yours alone")).toBeVisible();
  expect(await viewsOf(mate)).toEqual([]);
});

// Proves: L6, H49
test("contacts have views of their own", async ({ open, works }) => {
  const account = await works.addAccount({ name: unique("View works") });
  const [hit, miss] = [unique("Hit"), unique("Miss")];
  for (const [name, tags] of [
    [hit, ["vip"]],
    [miss, []],
  ] as const) {
    await works.addContact({ name, email: `${name}@example.com`, account_id: account.id, tags: [...tags] });
  }
  const page = await open(works);
  await page.goto(`/contacts?tag=vip&account=${account.id}`);
  await saveAs(page, "Our vips");
  expect(await viewsOf(works), "a view of leads it is not").toEqual([]);
  await page.goto("/");
  await pinned(page, "contacts").getByRole("link", { name: "Our vips" }).click();
  const table = page.getByRole("table", { name: "Contacts" });
  await expect(table.getByRole("link", { name: hit })).toBeVisible();
  await expect(table.getByRole("link", { name: miss })).toHaveCount(0);
  await act(page, "All contacts");
  await expect(page).toHaveURL("/contacts");
  await expect(table.getByRole("link", { name: miss })).toBeVisible();
});
