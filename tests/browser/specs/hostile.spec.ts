import type { Page } from "@playwright/test";
import { unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { PAYLOADS } from "../support/payloads.ts";
import { expect, test } from "../support/test.ts";

/** Besides what `watch` sees: nothing of a payload became part of the page. */
async function expectOnlyText(page: Page) {
  const injected = await page.evaluate(() => {
    const bad: string[] = [];
    for (const element of Array.from(document.querySelectorAll("*"))) {
      for (const { name, value } of Array.from(element.attributes)) {
        if (name.startsWith("on")) bad.push(`${element.tagName} ${name}`);
        if (["href", "src", "action"].includes(name) && /^\s*(javascript|data:text)/i.test(value)) {
          bad.push(`${element.tagName} ${name}=${value}`);
        }
      }
    }
    for (const tag of ["iframe", "base", "math", "xss", "img[src=x]", "a#xss", "details"]) {
      if (document.querySelector(tag)) bad.push(tag);
    }
    return bad;
  });
  expect(injected).toEqual([]);
}

// The watch fails it at its end when a dialog opened or the CSP had to stop something.
// Proves: L13, L18, H44
test("what strangers send is shown as text", async ({ open, works }) => {
  test.setTimeout(180_000);
  const webhook = await works.addWebhook(PAYLOADS[1] as string);
  const widget = await works.addWidget(PAYLOADS[2] as string, true);
  const email = `${unique("target")}@example.com`;
  // One lead for each payload: in every field that a form may fill, and nested.
  for (const text of PAYLOADS) {
    const id = await works.submit(webhook, {
      name: text,
      company: text,
      title: text,
      phone: text,
      note: text,
      [text.slice(0, 60)]: text,
      nested: { [text.slice(0, 30)]: [text, { deep: text }] },
    });
    await works.patch(`/leads/${id}`, { tags: [text.slice(0, 50)] });
  }
  const main = await works.submit(webhook, {
    name: PAYLOADS[0],
    email,
    ...Object.fromEntries(PAYLOADS.map((text, i) => [`${i} ${text.slice(0, 60)}`, text])),
  });
  await works.patch(`/leads/${main}`, { tags: PAYLOADS.slice(0, 12).map((text) => text.slice(0, 50)) });
  // And what a browser may say that is not ours.
  const visitor = unique("hostile");
  const ts = Date.now() - 60_000;
  for (const type of ["pageview", "custom", "click"] as const) {
    await works.track(
      widget,
      visitor,
      PAYLOADS.map((text, i) => ({
        type,
        name: type === "pageview" ? undefined : text.slice(0, 100),
        url: `https://site.example/${text}?q=${text}#${text}`,
        referrer: text,
        properties: { [text.slice(0, 40)]: text },
        ts: ts + i,
      })),
    );
  }
  await works.identify(widget, visitor, email, { name: PAYLOADS[4], [PAYLOADS[3] as string]: PAYLOADS[3] });
  await expect
    .poll(async () => (await works.siteActivity(main)).custom_events, { timeout: 20_000 })
    .toBe(PAYLOADS.length);

  const page = await open(works);
  const board = new Board(page);
  await page.goto("/leads");
  await expect(board.column("New").locator("[data-lead]")).toHaveCount(PAYLOADS.length + 1);
  for (const text of PAYLOADS) await expect(board.card(text.trim()).first(), text).toBeVisible();
  await expectOnlyText(page);
  await board.card(PAYLOADS[6] as string).click();
  await expect(page.getByRole("dialog", { name: "Lead" }).getByRole("region", { name: "Profile" })).toBeVisible();
  await expectOnlyText(page);
  await page.goto("/leads?view=table");
  await expect(page.getByRole("table", { name: "Leads" }).getByRole("row")).toHaveCount(PAYLOADS.length + 2);
  await expectOnlyText(page);

  await page.goto(`/leads/${main}`);
  const profile = page.getByRole("region", { name: "Profile" });
  for (const text of PAYLOADS) await expect(profile, text).toContainText(text);
  const activity = page.getByRole("region", { name: "Site activity" });
  for (const more of await activity.getByRole("button", { name: /^Show \d+ more events$/ }).all()) await more.click();
  await expect(activity).toContainText(PAYLOADS[0] as string);
  await activity.getByRole("listitem").first().hover();
  await expectOnlyText(page);
  // A value becomes an input, and a menu.
  await page.getByRole("button", { name: /^Name:/ }).click();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(PAYLOADS[0] as string);
  await page.keyboard.press("Escape");

  await page.goto(`/webhooks/${webhook.id}`);
  const receipts = page.getByRole("region", { name: "Receipts" });
  const rows = receipts.getByRole("button", { expanded: false });
  await expect(rows.first()).toBeVisible();
  const count = await rows.count();
  for (let i = 0; i < count; i++) await rows.first().click();
  await expect(receipts.getByRole("region", { name: "Payload" })).toHaveCount(count);
  await expect(receipts).toContainText("<script>alert(1)</script>");
  await expectOnlyText(page);

  for (const path of ["/", "/webhooks", "/settings/widgets", `/settings/widgets/${widget.id}`, "/settings/audit-log"]) {
    await page.goto(path);
    await expect(page.getByText(PAYLOADS[path.includes("widgets") ? 2 : 1] as string).first(), path).toBeVisible();
    await expectOnlyText(page);
  }
  // The palette finds them, too.
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await palette.getByRole("textbox").fill("alert(1");
  await expect(palette.getByText(PAYLOADS[0] as string).first()).toBeVisible();
  await expectOnlyText(page);
});

test("the watch sees what it is there for", async ({ open, watch, works }) => {
  const page = await open(works);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: /^Welcome/ })).toBeVisible();
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=alert(1)>");
    setTimeout(() => window.alert("from the page"));
  });
  await expect.poll(() => watch.found.join("\n")).toMatch(/CSP/);
  await expect.poll(() => watch.found.join("\n")).toContain("dialog: alert from the page");
  await expect(expectOnlyText(page)).rejects.toThrow(/IMG onerror/);
  watch.allow(/./);
});
