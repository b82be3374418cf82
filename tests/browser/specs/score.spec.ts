import { type Api, type Lead, unique } from "../support/api.ts";
import { Field } from "../support/person.ts";
import { choose, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";
import { AGENTS, saw, tracked } from "../support/visits.ts";

type Scored = Lead & { score: number | null; score_source: "given" | "rules" | null };
const scored = (works: Api, id: string) => works.get<Scored>(`/leads/${id}`);

// Proves: L8, L43
test("rules make a score that says why, and a hand overrules them until it lets go", async ({ open, works }) => {
  const widget = await tracked(works, unique("Site"));
  const email = `${unique("ada")}@engines.example`;
  const lead = await works.addLead({ name: "Ada Lovelace", email, company: "Engines" });
  const visitor = unique("score");
  await works.track(widget, visitor, [saw("/pricing", 3), saw("/docs", 2)], AGENTS.firefox);
  await works.identify(widget, visitor, email);
  const page = await open(works);

  await test.step("a rule is written as a sentence", async () => {
    await page.goto("/settings/score");
    await page.getByRole("switch", { name: "Score by rules" }).focus();
    if (!(await page.getByRole("switch", { name: "Score by rules" }).isChecked())) await page.keyboard.press("Space");
    const rules = page.getByRole("list", { name: "Rules of fit" });
    for (let left = await rules.getByRole("listitem").count(); left > 0; left--) {
      await page.getByRole("button", { name: "Remove rule 1" }).click();
    }
    await page.getByRole("button", { name: "Add rule" }).click();
    await page.getByRole("textbox", { name: "Points of rule 1" }).fill("30");
    await choose(page, page.getByRole("combobox", { name: "Fact of rule 1" }), "Email domain");
    await choose(page, page.getByRole("combobox", { name: "Comparison of rule 1" }), "is");
    await page.getByRole("textbox", { name: "Value of rule 1" }).fill("engines.example");
    await page.getByRole("textbox", { name: "A page view" }).fill("4");
    await expect(page.getByText(/^The best there is: 30 for fit/)).toBeVisible();
    const bar = page.getByRole("region", { name: "Unsaved changes" });

    // What is no number is said where it stands, and is not saved.
    await page.getByRole("textbox", { name: "Points of rule 1" }).fill("many");
    await expect(bar.getByRole("button", { name: "Save" })).toBeDisabled();
    await expect(bar).toContainText("fix Fit first");
    await page.getByRole("textbox", { name: "Points of rule 1" }).fill("30");
    await bar.getByRole("button", { name: "Save" }).click();
    await expect(toast(page, "Lead score saved")).toBeVisible();
    await expect(page.getByText(/^Everybody was counted/)).toBeVisible({ timeout: 30_000 });
    await page.reload();
    await expect(page.getByRole("textbox", { name: "Value of rule 1" })).toHaveValue("engines.example");
  });

  await expect.poll(async () => (await scored(works, lead.id)).score_source, { timeout: 30_000 }).toBe("rules");
  const { score } = await scored(works, lead.id);
  expect(score).toBeGreaterThanOrEqual(30);

  await test.step("why, by pointer and by keyboard", async () => {
    await page.goto("/leads?view=table");
    const number = page.getByRole("button", { name: `Score ${score}`, exact: true });
    await number.hover();
    const why = page.getByRole("tooltip");
    await expect(why).toContainText(`Why ${score}`);
    await expect(why).toContainText("+30");
    await page.mouse.move(0, 0);
    await expect(why).toBeHidden();
    await number.focus();
    await expect(why).toContainText("+30");
    await page.keyboard.press("Escape");
    await expect(why).toBeHidden();
  });

  await test.step("given by hand, then back to the rules", async () => {
    await page.goto(`/leads/${lead.id}`);
    const profile = page.getByRole("region", { name: "Profile" });
    const field = new Field(profile, "Score");
    await field.type(String(score), "91");
    await page.keyboard.press("Enter");
    await expect(field.showing("91")).toBeVisible();
    await profile.getByRole("button", { name: "Given by hand" }).hover();
    await expect(page.getByRole("tooltip")).toContainText(`The rules say ${score}`);
    expect((await scored(works, lead.id)).score_source).toBe("given");
    await profile.getByRole("button", { name: "Return to the rules" }).click();
    await expect(field.showing(String(score))).toBeVisible();
    expect((await scored(works, lead.id)).score_source).toBe("rules");
  });
});

// Proves: L8
test("two people at the rules: the second is told, and nothing is lost", async ({ open, works, watch }) => {
  watch.allow(/status of (409|412)/);
  const page = await open(works);
  await page.goto("/settings/score");
  await page.getByRole("textbox", { name: "Engagement adds at most" }).fill("33");
  const model = await works.get<{ version: number }>("/score-model");
  await works.request.patch("/api/v1/score-model", {
    headers: { "If-Match": String(model.version) },
    data: { enabled: true },
  });
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await bar.getByRole("button", { name: "Save" }).click();
  await expect(bar).toContainText("Somebody else changed the rules meanwhile");
  await expect(page.getByRole("textbox", { name: "Engagement adds at most" })).toHaveValue("33");
  await bar.getByRole("button", { name: "Discard" }).click();
  await expect(bar).toBeHidden();
  await expect(page.getByRole("switch", { name: "Score by rules" })).toBeChecked();
});
