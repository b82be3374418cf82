import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { type Api, type Lead, type Page as Rows, unique } from "../support/api.ts";
import { choose } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

type Person = Lead & { company: string | null };

const ROWS = 5000;
/** Every 25th row has an email that is none. */
const isBad = (n: number) => n % 25 === 0;
const BAD = ROWS / 25;
const email = (n: number) => (isBad(n) ? `person ${n} at nowhere` : `person-${n}@fair.example`);

/** As a spreadsheet of somewhere else in Europe saves it. */
function csv(): Buffer {
  const lines = ["Full name;E-mail;Firm;Team size;Ignore me"];
  for (let n = 1; n <= ROWS; n++) lines.push(`"Person, ${n}";${email(n)};Firm ${n % 50};${n % 9};x${n}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n`, "utf8");
}

const file = (name: string, buffer: Buffer, mimeType = "text/csv") => ({ name, mimeType, buffer });
const total = async (works: Api) => (await works.get<Rows<Lead>>("/leads")).total;
/** One of the four numbers. */
const counted = (page: Page, label: string) => page.locator(`dt:text-is("${label}") + dd`);
async function expectCounts(page: Page, created: string, updated: string, skipped: string, failed: string) {
  await expect(counted(page, "New leads")).toHaveText(created, { timeout: 60_000 });
  await expect(counted(page, "Updated")).toHaveText(updated);
  await expect(counted(page, "Skipped")).toHaveText(skipped);
  await expect(counted(page, "Failed")).toHaveText(failed);
}

// Proves: L43, H50
test("a list is mapped, checked, imported, and taken back", async ({ open, works }) => {
  test.setTimeout(300_000);
  // One of them is here already, without a company.
  const known = await works.addLead({ name: "Person, 1", email: email(1) });
  const page = await open(works);

  await test.step("what is no CSV is refused before it is sent", async () => {
    await page.goto("/leads");
    await page.getByRole("link", { name: "Import", exact: true }).click();
    await expect(page).toHaveURL("/leads/import");
    await expect(page.getByText("Nothing has been imported yet")).toBeVisible();
    const picker = page.getByLabel("CSV file");
    await picker.setInputFiles(file("leads.xlsx", Buffer.from("PK"), "application/zip"));
    await expect(page.getByRole("alert")).toContainText("Save it as CSV");
    await picker.setInputFiles(file("fair.csv", csv()));
    await expect(page).toHaveURL(/\/leads\/import\/[0-9a-f-]{36}$/, { timeout: 60_000 });
  });

  const place = (column: string) => page.getByRole("combobox", { name: `${column} goes to` });
  await test.step("columns are suggested, and said again by hand", async () => {
    await expect(page.getByText("5,000 rows, separated by semicolon, UTF-8")).toBeVisible();
    const columns = page.getByRole("table", { name: "Columns" });
    await expect(columns.getByRole("row", { name: /^Full name/ })).toContainText("Person, 1");
    await expect(place("Full name")).toHaveValue("Name");
    await expect(place("E-mail")).toHaveValue("Email");
    // Two columns cannot be one field.
    await choose(page, place("Firm"), "Email");
    await expect(columns.getByText("Email is also “E-mail”. Choose one of them.")).toBeVisible();
    await expect(columns.getByText("Email is also “Firm”. Choose one of them.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Next" })).toBeDisabled();
    await choose(page, place("Firm"), "Company");
    await choose(page, place("Team size"), "Custom field");
    await expect(columns.getByText("Key teamSize")).toBeVisible();
    await choose(page, place("Ignore me"), "Leave out");
    await page.getByRole("button", { name: "Next" }).click();
  });

  await test.step("rules, which survive a reload", async () => {
    await expect(page).toHaveURL(/\?step=rules$/);
    await expect(page.getByRole("radio", { name: "Email", exact: true })).toBeChecked();
    await page.getByRole("radio", { name: "Fill in what is missing" }).check();
    await choose(page, page.getByRole("combobox", { name: "Stage" }), "Contacted");
    const tags = page.locator('input[aria-label="Tags for new leads"]');
    await tags.fill("fair");
    await tags.press("Enter");
    await page.reload();
    await expect(page.getByText("fair", { exact: true })).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Stage" })).toHaveValue("Contacted");
    await page.getByRole("button", { name: "Check the file" }).click();
  });

  await test.step("the check counts, and changes nothing", async () => {
    await expectCounts(page, "4,799", "1", "0", String(BAD));
    const problems = page.getByRole("table", { name: "Rows that cannot be imported" });
    await expect(problems.getByRole("row")).toHaveCount(21);
    // As a spreadsheet counts: the header is row 1.
    await expect(problems.getByRole("row").nth(1)).toContainText("26");
    await expect(problems.getByRole("row").nth(1)).toContainText("E-mail");
    await expect(page.getByRole("heading", { name: `The first 20 of ${BAD} rows` })).toBeVisible();
    expect(await total(works)).toBe(1);
  });

  await test.step("it runs, also while nobody looks", async () => {
    await page.getByRole("button", { name: "Import 4,800 rows" }).click();
    await expect(
      page
        .getByRole("progressbar")
        .or(page.getByRole("heading", { name: "Imported" }))
        .first(),
    ).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible({ timeout: 180_000 });
    await expectCounts(page, "4,799", "1", "0", String(BAD));
    expect(await total(works)).toBe(4800);
    const filled = await works.get<Person>(`/leads/${known.id}`);
    expect(filled.company).toBe("Firm 1");
  });

  await test.step("the rows that failed come back with the reason", async () => {
    const [got] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: `Download ${BAD} failed rows` }).click(),
    ]);
    const lines = (await readFile(await got.path(), "utf8")).trim().split(/\r?\n/);
    expect(lines).toHaveLength(BAD + 1);
    expect(lines[0]).toContain("E-mail");
    expect(lines[1]).toContain(email(25));
    // The row, the column and the reason beside what the file had.
    const separator = (lines[0] ?? "").includes(";") ? ";" : ",";
    expect((lines[0] ?? "").split(separator)).toHaveLength(8);
  });

  const kept = await works.findLead(email(2));
  await test.step("the leads are a list", async () => {
    const report = page.url();
    await page.getByRole("link", { name: "See the leads" }).click();
    await expect(page).toHaveURL(/tag=fair/);
    await expect(page.getByRole("navigation", { name: "Pages" })).toContainText("of 4,799");
    expect([kept.source, kept.tags, kept.custom_fields.teamSize]).toEqual(["import", ["fair"], expect.anything()]);
    expect(kept.stage_id).toBe((await works.stage("Contacted")).id);
    await page.goto(report);
  });

  await test.step("a revert leaves what somebody has changed since", async () => {
    await works.patch(`/leads/${kept.id}`, { title: "Changed by hand" });
    await page.getByRole("button", { name: "Revert", exact: true }).click();
    const ask = page.getByRole("dialog", { name: "Revert the import of fair.csv?" });
    await expect(ask).toContainText("removes the 4,799 leads that it made and puts back the 1 lead that it changed");
    await ask.getByRole("button", { name: "Revert import" }).click();
    await expect(page.getByRole("heading", { name: "Reverted" })).toBeVisible({ timeout: 180_000 });
    await expect(page.getByText("1 lead was kept, because somebody has changed it since.")).toBeVisible();
    expect(await total(works)).toBe(2);
    expect((await works.get<Person>(`/leads/${known.id}`)).company).toBeNull();
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Import" }).click();
    const row = page.getByRole("table", { name: "Earlier imports" }).getByRole("row", { name: /^fair\.csv/ });
    await expect(row).toContainText("Reverted");
    await expect(row).toContainText("Ada Tester");
  });
});

// Proves: L43
test("a file that cannot be read says why, and a role that may not import is told so", async ({
  open,
  works,
  watch,
  playwright,
  baseURL,
}) => {
  watch.allow(/status of 422 .*\/api\/v1\/imports/);
  const page = await open(works);
  await page.goto("/leads/import");
  await page
    .getByLabel("CSV file")
    .setInputFiles(file("photo.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])));
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page).toHaveURL("/leads/import");

  const agent = await open(await works.invite(playwright, baseURL as string, "Rasmus Agent", "agent"));
  await agent.goto("/leads/import");
  await expect(agent.getByText("Your role cannot open Import")).toBeVisible();
});

// Proves: L43, H50
test("leads are exported as the filters say", async ({ open, works }) => {
  const email_ = `${unique("ada")}@example.com`;
  await works.addLead({ name: "=cmd()", email: email_, tags: ["fair"] });
  await works.addLead({ name: "Not in it" });
  const page = await open(works);
  await page.goto("/settings/data-export?object=leads");
  await page.getByRole("textbox", { name: "Tag" }).fill("fair");
  await page.getByRole("button", { name: "Start export" }).click();
  const row = page.getByRole("region", { name: "Exports" }).getByRole("listitem");
  await expect(row).toContainText("Leads with the tag fair");
  await expect(row).toContainText("Ready", { timeout: 30_000 });
  await expect(row).toContainText("1 row");
  const [got] = await Promise.all([page.waitForEvent("download"), row.getByRole("link", { name: "Download" }).click()]);
  const text = await readFile(await got.path(), "utf8");
  expect(text).toContain(email_);
  expect(text).not.toContain("Not in it");
  // A spreadsheet must not run it.
  expect(text).toContain("'=cmd()");
});
