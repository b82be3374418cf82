import { unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { expectOnlyText, PAYLOADS } from "../support/payloads.ts";
import { test } from "../support/receiver.ts";
import { expect } from "../support/test.ts";

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
  const rows = receipts.getByRole("listitem").getByRole("button", { expanded: false });
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

// Proves: S25, S27
test("what strangers do on a site is shown as text", async ({ open, works, receiver }) => {
  test.setTimeout(180_000);
  const widget = await works.addWidget(PAYLOADS[1] as string, true);
  const events = ["visitor_event.created", "contact.created"];
  const made = await works.post<{ id: string }>("/outbound-webhooks", {
    url: receiver.url,
    description: PAYLOADS[0],
    events,
  });
  const browsers = PAYLOADS.map(() => unique("hostile"));
  for (const [i, text] of PAYLOADS.entries()) {
    const url = `https://site.example/${text}?utm_source=${encodeURIComponent(text)}&utm_campaign=${encodeURIComponent(text)}`;
    const kinds = ["pageview", "custom", "click", "outbound_click"];
    await works.track(
      widget,
      browsers[i] as string,
      kinds.map((type, n) => ({
        type,
        name: type === "pageview" ? undefined : text.slice(0, 100),
        url,
        referrer: text,
        properties: { [text.slice(0, 40)]: text, depth: text },
        ts: Date.now() - 1000 * (kinds.length - n),
      })),
      // A header takes no more than these.
      text.replace(/[^\x20-\x7e]/g, ""),
    );
  }
  const email = `${unique("target")}@example.com`;
  await works.identify(widget, browsers[0] as string, email, {
    name: PAYLOADS[3],
    [PAYLOADS[4] as string]: PAYLOADS[5],
  });
  // An id that is none of the script's is not taken at all.
  const refused = await works.request.post("/api/widget/track", {
    data: { widget_key: widget.key, anon_visitor_id: PAYLOADS[1], sent_at: Date.now(), events: [] },
  });
  expect(refused.status()).toBe(400);

  const page = await open(works);
  await page.goto("/site-activity?range=24h&robots=1");
  const done = page.getByRole("region", { name: "Top custom events" }).getByRole("listitem");
  await expect(done).toHaveCount(10);
  await expect(page.getByRole("table", { name: "Live visitors" }).getByRole("row")).not.toHaveCount(0);
  await expectOnlyText(page);
  await page.getByRole("button", { name: "Campaign", exact: true }).click();
  await expect(page.getByRole("region", { name: "Sources" }).getByRole("listitem")).toHaveCount(10);
  await done.first().getByRole("button").click();
  await expect(page.getByRole("button", { name: /^Remove filter Event/ })).toBeVisible();
  await expectOnlyText(page);

  await page.goto("/site-activity/visitors?robots=1");
  const visitors = page.getByRole("table", { name: "Visitors" });
  await expect(visitors.getByRole("row")).toHaveCount(PAYLOADS.length + 1);
  await expectOnlyText(page);
  const { data } = await works.get<{ data: { id: string; anon_visitor_id: string }[] }>("/visitors", {
    bots: "true",
    limit: "100",
  });
  for (const at of [0, 7, 11, 18]) {
    const visitor = data.find((v) => v.anon_visitor_id === browsers[at]);
    await page.goto(`/site-activity/visitors/${visitor?.id}`);
    await expect(page.getByRole("region", { name: "Site activity" })).toContainText(
      (PAYLOADS[at] as string).slice(0, 12),
    );
    await expectOnlyText(page);
  }
  await page.goto(`/settings/widgets/${widget.id}`);
  const live = page.getByRole("list", { name: "Live events" });
  await live.scrollIntoViewIfNeeded();
  await expect(live.getByRole("listitem")).toHaveCount(20);
  await expectOnlyText(page);

  await page.goto(`/settings/outbound-webhooks/${made.id}`);
  const rows = page.getByRole("region", { name: "Deliveries" }).getByRole("listitem");
  await expect(rows.filter({ hasText: "Delivered" })).not.toHaveCount(0, { timeout: 30_000 });
  const closed = rows.getByRole("button", { expanded: false });
  for (let left = await closed.count(); left > 0; left--) await closed.first().click();
  await expect(rows.getByRole("region", { name: "Payload" }).filter({ hasText: "alert(" })).not.toHaveCount(0);
  await expectOnlyText(page);

  const step = encodeURIComponent(`event:${PAYLOADS[1]}`);
  for (const path of [
    `/reports?report=funnel&step=${step}&step=lead`,
    "/reports?report=sources",
    "/settings/outbound-webhooks",
  ]) {
    await page.goto(path);
    await expect(page.getByText("alert(").first(), path).toBeVisible();
    await expectOnlyText(page);
  }
  await page.goto(`/settings/data-export?widget_id=${widget.id}`);
  await expect(page.getByRole("combobox", { name: "Widget" })).toHaveValue(PAYLOADS[1] as string);
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
  await page.evaluate(() => {
    Object.assign(window, { pwned: 1 });
    document.body.lastElementChild?.remove();
    const inner = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    inner.innerHTML = "<b id=xss>x</b>";
  });
  await expect(expectOnlyText(page)).rejects.toThrow(/#xss[\s\S]*window\.pwned=1/);
  watch.allow(/./);
});
