import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { type Api, type Lead, type Page as List, unique, type Widget } from "../support/api.ts";
import { toast } from "../support/records.ts";
import { addWidget, anonymousId, demoWidget, listen, ready, serve, tag } from "../support/site.ts";
import { expect, test } from "../support/test.ts";

interface FormField {
  key: string;
  label: string;
  kind: string;
  required: boolean;
}
interface Form {
  title: string;
  button: string;
  thanks: string;
  fields: FormField[];
}

const FORM: Form = {
  title: "Talk to us",
  button: "Send it",
  thanks: "Thank you. We answer within a day.",
  fields: [
    { key: "name", label: "Name", kind: "text", required: false },
    { key: "email", label: "Work email", kind: "email", required: true },
    { key: "lifts", label: "How many lifts?", kind: "textarea", required: false },
  ],
};
const PAGE = "/a-site/form";
const place = (widget: Widget) => `<div data-hydra-form="${widget.key}"></div><script async src="/form.js"></script>`;

const leads = async (who: Api, search: string) => (await who.get<List<Lead>>("/leads", { search })).data;

/** A widget whose form asks for these. */
async function withForm(works: Api): Promise<Widget> {
  const widget = await addWidget(works);
  await works.patch(`/widgets/${widget.id}`, { form: FORM });
  return widget;
}

/** The form on the page, once it is there. */
async function formOf(page: Page) {
  const form = page.locator("form.hydra-form-box");
  await expect(form).toBeVisible();
  return form;
}

// Proves: H13, H50, S5
test("the demo's form makes a lead with the pages that were seen before", async ({ open, demo }) => {
  const email = `${unique("ada")}@lifts.example`;
  const page = await open(null);
  await page.goto("/demo/");
  await ready(page);
  const widget = await demoWidget(demo, page);
  await anonymousId(page, widget);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Pricing" }).click();
  const form = await formOf(page);
  await form.locator('input[type="email"]').fill(email);
  for (const input of await form.locator("[required]:not([type=email])").all()) await input.fill("Ada Berg");
  await form.getByRole("button").click();
  await expect(page.locator(".hydra-form [role=status]")).not.toBeEmpty();
  await expect(form).toHaveCount(0);
  await page.goto("about:blank");

  await expect.poll(async () => (await leads(demo, email)).length, { timeout: 30_000 }).toBe(1);
  const [lead] = await leads(demo, email);
  await expect
    .poll(
      async () => {
        const { timeline } = await demo.siteActivity((lead as Lead).id);
        return timeline.flatMap((visit) => visit.events).map((e) => e.path);
      },
      { timeout: 30_000 },
    )
    .toEqual(expect.arrayContaining(["/demo/", "/demo/pricing"]));
});

// Proves: H13, H50, S20
test("a form of one's own fields: keyboard alone, errors at their fields, and no lead twice", async ({
  open,
  works,
  watch,
}) => {
  watch.allow(/ERR_FAILED/);
  const widget = await withForm(works);
  const email = `${unique("ada")}@site.example`;
  const page = await open(null);
  const script = await works.request.get("/form.js");
  expect(gzipSync(await script.body()).length, "a few KB").toBeLessThan(4 * 1024);
  await serve(page, PAGE, tag(widget), `<h1>Hello</h1>${place(widget)}`);
  await page.goto(PAGE);
  const sent = listen(page);
  const form = await formOf(page);
  await expect(form).toContainText("Talk to us");

  // Nothing filled in: the browser's own words, the focus on the first that is wrong, nothing sent.
  await form.getByRole("button", { name: "Send it" }).focus();
  await page.keyboard.press("Enter");
  const address = form.getByRole("textbox", { name: "Work email" });
  await expect(address).toBeFocused();
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await expect(address).toHaveAccessibleDescription(/.+/);
  expect(sent.filter((r) => r.path === "form")).toEqual([]);

  await page.keyboard.type(email);
  await expect(address).not.toHaveAttribute("aria-invalid");
  await form.getByRole("textbox", { name: "How many lifts?" }).fill("Three");

  // The network is away: what was typed stays.
  await page.route("**/api/widget/form", (route) => route.abort(), { times: 1 });
  const button = form.getByRole("button", { name: "Send it" });
  await button.click();
  await expect(form.getByRole("alert")).toContainText("This was not sent");
  await expect(address).toHaveValue(email);
  await button.dblclick();
  const thanks = page.getByRole("status");
  await expect(thanks).toHaveText(FORM.thanks);
  await expect(thanks).toBeFocused();
  expect(sent.filter((r) => r.path === "form")).toHaveLength(2);

  await expect.poll(async () => (await leads(works, email)).length).toBe(1);
  const [lead] = await leads(works, email);
  expect(lead?.custom_fields).toMatchObject({ lifts: "Three" });
});

// Proves: H13
test("what fills in the hidden field is thanked, and makes no lead", async ({ open, works }) => {
  const widget = await withForm(works);
  const email = `${unique("robot")}@site.example`;
  const page = await open(null);
  await serve(page, PAGE, "", place(widget));
  await page.goto(PAGE);
  const form = await formOf(page);
  await form.getByRole("textbox", { name: "Work email" }).fill(email);
  await form.locator("input[name=website]").evaluate((input: HTMLInputElement) => {
    input.value = "https://spam.example";
  });
  const answered = page.waitForResponse((r) => r.url().endsWith("/api/widget/form"));
  await form.getByRole("button", { name: "Send it" }).click();
  expect((await answered).status()).toBe(202);
  await expect(page.getByRole("status")).toHaveText(FORM.thanks);

  // One that a person sends afterwards is there, so the first would be as well.
  const real = `${unique("person")}@site.example`;
  await page.reload();
  await (await formOf(page)).getByRole("textbox", { name: "Work email" }).fill(real);
  await page.getByRole("button", { name: "Send it" }).click();
  await expect.poll(async () => (await leads(works, real)).length).toBe(1);
  expect(await leads(works, email)).toEqual([]);
});

// Proves: S21, H50
test("a strict Content-Security-Policy is enough, and without consent no browser is named", async ({
  open,
  works,
  baseURL,
}) => {
  const widget = await withForm(works);
  const page = await open(null);
  const { origin } = new URL(baseURL as string);
  await serve(page, PAGE, tag(widget, 'data-consent="required"'), place(widget), {
    "Content-Security-Policy": `default-src 'none'; img-src data:; script-src ${origin}; connect-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`,
  });
  const sent = listen(page);
  await page.goto(PAGE);
  const form = await formOf(page);
  // A violation would be a console error, which fails the test at its end; the sheet is there all the same.
  await expect(form).toHaveCSS("display", "grid");
  await form.getByRole("textbox", { name: "Work email" }).fill(`${unique("ada")}@site.example`);
  await form.getByRole("button", { name: "Send it" }).click();
  await expect(page.getByRole("status")).toHaveText(FORM.thanks);
  expect(sent.find((r) => r.path === "form")?.body).not.toHaveProperty("anon_visitor_id");
});

// Proves: H50, S14
test("the form is edited in the widget's settings, and pages show it", async ({ open, works }) => {
  const widget = await withForm(works);
  const page = await open(works);
  await page.goto(`/settings/widgets/${widget.id}`);
  const block = page.getByRole("region", { name: "Form", exact: true });
  await expect(block.getByRole("region", { name: "Form snippet" })).toContainText("/form.js");
  const preview = block.getByRole("region", { name: "Preview of the form" });
  await block.getByRole("textbox", { name: "Button" }).fill("Ask us");
  await block.getByRole("button", { name: "Move How many lifts? up" }).click();
  await block.getByRole("button", { name: "Add field" }).click();
  await expect(preview.getByRole("textbox")).toHaveCount(4);
  await expect(preview.getByRole("button", { name: "Ask us" })).toBeVisible();

  // Nobody could be reached: said there, and not saved.
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await block.getByRole("button", { name: "Remove Work email" }).click();
  await block.getByRole("button", { name: "Remove Phone" }).click();
  await expect(block).toContainText("Ask for an email or a phone number");
  await expect(bar.getByRole("button", { name: "Save" })).toBeDisabled();
  await block.getByRole("button", { name: "Add field" }).click();
  await expect(block.getByRole("textbox", { name: "Label of Email" })).toBeFocused();
  await bar.getByRole("button", { name: "Save" }).click();
  await expect(toast(page, `${widget.name} saved`)).toBeVisible();
  const saved = await works.get<Widget & { form: Form }>(`/widgets/${widget.id}`);
  expect(saved.form.button).toBe("Ask us");
  expect(saved.form.fields.map((f) => f.key)).toEqual(["name", "lifts", "email"]);
});
