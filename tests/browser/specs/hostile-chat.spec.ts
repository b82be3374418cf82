import type { Locator } from "@playwright/test";
import { type Account, type Api, type Page as List, unique, type Widget } from "../support/api.ts";
import { ChatPanel, chatting, encoded, Gate, Inbox, look, put, question, saysInChat } from "../support/chat.ts";
import { expectOnlyText, SIXTY } from "../support/payloads.ts";
import { card } from "../support/records.ts";
import { anonymousId } from "../support/site.ts";
import { expect, test } from "../support/test.ts";

/** A few at a time. */
async function each<T>(run: (text: string, i: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (let at = 0; at < SIXTY.length; at += 6) {
    done.push(...(await Promise.all(SIXTY.slice(at, at + 6).map((text, i) => run(text, at + i)))));
  }
  return done;
}

const payload = (at: number, length = 100) => (SIXTY[at] as string).slice(0, length).trim();
/** As the server keeps it and a page shows it: what parts words is a space, and the ends are bare. */
const plain = (text: string) => text.replace(/[\t\u2028\s]+/g, " ").trim();

/** All of them are there as text, whether they have scrolled away or not. */
async function expectAll(where: Locator) {
  const missing = async () => {
    const said = plain((await where.allTextContents()).join("\n"));
    return SIXTY.filter((text) => !said.includes(plain(text)));
  };
  await expect.poll(missing).toEqual([]);
}

/** A bot that is hostile itself: whoever may change settings is not above everybody else's browser. */
const hostileBot = {
  id: "b-hostile",
  name: payload(0),
  opening: payload(1),
  questions: [
    question("text", "name", { prompt: payload(2) }),
    question("choice", "size", { prompt: payload(3), options: [payload(4), payload(5), payload(22)] }),
  ],
  thanks: payload(7),
};

// The watch fails them at their end when a dialog opened or the CSP had to stop something.
// Proves: H11, H12, H15, H44, H50
test("what strangers write in a chat or an email is shown as text", async ({ open, works }) => {
  const widget = await chatting(works, [hostileBot], { title: payload(12, 80), greeting: payload(13) });
  const gate = await Gate.of(works);
  const visitor = await open(null);
  await put(visitor, "/a-site/start", widget);
  await look(visitor, "/a-site/start");
  const browser = await anonymousId(visitor, widget);
  // One who writes them all, and leads who are called so.
  const { conversation_id: conversation } = await saysInChat(works, widget, browser, { message: "Hello" });
  await each((text) => saysInChat(works, widget, browser, { message: text, conversation_id: conversation, url: text }));
  for (let at = 0; at < 60; at += 6) {
    await works.post(`/conversations/${conversation}/messages`, { body: SIXTY[at] });
  }
  await each((text, i) =>
    saysInChat(works, widget, `hostile-${i}-of-the-chat`, {
      message: text,
      behavior_id: hostileBot.id,
      url: `https://site.example/${text}`,
    }),
  );
  const mails = await each((text, i) =>
    gate.take(`${encoded(text)} <mallory-${i}@site.example>`, encoded(text), `${text}\n\n${text}`),
  );

  const chat = new ChatPanel(visitor, payload(12, 80));
  await test.step("the visitor's panel", async () => {
    await visitor.reload();
    await chat.open();
    await expect(chat.log.locator(".row.team")).toHaveCount(10);
    await expectAll(chat.log.locator(".row.visitor .body"));
    for (const link of await chat.log.getByRole("link").all()) {
      await expect(link).toHaveAttribute("href", /^https?:\/\/[\w:.%=@]*example\.com\//);
    }
    await expectOnlyText(visitor);
    const fresh = await open(null);
    await put(fresh, "/a-site/start", widget);
    await look(fresh, "/a-site/start");
    const other = new ChatPanel(fresh, payload(12, 80));
    await other.open();
    await expect(other.bodies).toHaveText([13, 1, 2].map((at) => payload(at)));
    await other.write(payload(6));
    await expect(other.panel.getByRole("group").getByRole("button")).toHaveText([
      ...[4, 5, 22].map((at) => payload(at)),
      "Skip",
    ]);
    await expectOnlyText(fresh);
    await other.button(payload(4)).click();
    await expect(other.bodies.last()).toHaveText(payload(7));
    await expectOnlyText(fresh);
  });

  const page = await open(works);
  const inbox = new Inbox(page);
  await test.step("the inbox", async () => {
    await page.goto("/inbox");
    await inbox.list.getByRole("button", { name: "Show more" }).click();
    await expect(inbox.rows).toHaveCount(62);
    await expectAll(inbox.rows);
    await expectOnlyText(page);
    await page.goto(`/inbox/${conversation}`);
    await inbox.thread.getByRole("button", { name: "Show earlier messages" }).click();
    await expect(inbox.thread.locator('[data-author="person"]')).toHaveCount(61);
    await expectAll(inbox.thread.locator('[data-author="person"]'));
    await expect(inbox.details.getByRole("region", { name: "Facts" })).toContainText(widget.name);
    await expectOnlyText(page);
    await page.goto("/inbox?tab=email");
    await inbox.list.getByRole("button", { name: "Show more" }).click();
    await expect(inbox.rows).toHaveCount(60);
    await expectAll(inbox.rows);
    await expectOnlyText(page);
    for (const at of [0, 28, 50]) {
      await page.goto(`/inbox/${mails[at]?.conversation_id}`);
      await expect(inbox.thread).toContainText(payload(at));
      await expect(inbox.details).toContainText(`mallory-${at}@`);
      await expectOnlyText(page);
    }
    await inbox.list.getByRole("searchbox").fill("<img src=x");
    await expect(inbox.rows.first()).toContainText("<img src=x");
    await expectOnlyText(page);
  });

  await test.step("their pages, and the bot's settings", async () => {
    await page.goto(`/leads/${mails[1]?.customer_id}`);
    await expect(card(page, "Conversations").getByRole("link")).toContainText(payload(1));
    await expect(card(page, "Timeline")).toContainText("Email conversation started");
    await expectOnlyText(page);
    await page.goto("/leads?view=table");
    await expect(page.getByRole("table", { name: "Leads" }).getByRole("row")).not.toHaveCount(0);
    await expectOnlyText(page);
    await page.goto(`/settings/widgets/${widget.id}?tab=chat&behavior=${hostileBot.id}`);
    await expect(page.getByRole("region", { name: "Preview of the chat" })).toContainText(payload(13));
    await expect(page.getByRole("list", { name: "Behaviors" })).toContainText(payload(0));
    await expect(page.getByRole("textbox", { name: "Question 1", exact: true })).toHaveValue(payload(2));
    await expectOnlyText(page);
  });
});

/** What a page of the site says of its visitor; nobody checks it. */
async function says(works: Api, widget: Widget, visitor: string, call: object) {
  const answer = await works.request.post("/api/widget/identify", {
    data: { widget_key: widget.key, anon_visitor_id: visitor, ...call },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

// Proves: A5, A24, S25, H44
test("what a site says of companies and events is shown as text", async ({ open, works }) => {
  const widget = await chatting(works);
  const email = `${unique("target")}@site.example`;
  const browser = unique("hostile");
  // A lead with all of them as custom fields and as events, who chats.
  const webhook = await works.addWebhook("Landing page form");
  const fields = Object.fromEntries(SIXTY.map((text, i) => [`${i} ${text.slice(0, 40)}`, text]));
  await works.submit(webhook, { name: payload(0), email, ...fields });
  const { conversation_id: id } = await saysInChat(works, widget, browser, { message: payload(3) });
  const ts = Date.now() - 60_000;
  for (let at = 0; at < 60; at += 12) {
    const events = SIXTY.slice(at, at + 12).flatMap((text, i) => {
      const url = `https://site.example/${text}?q=${text}#${text}`;
      const name = text.slice(0, 100);
      return [
        { type: "pageview", url, referrer: text, ts: ts + at + i },
        { type: "custom", name, url, properties: { [text.slice(0, 40)]: text }, ts: ts + at + i },
      ];
    });
    await works.track(widget, browser, events);
  }
  // And companies that are called so, one of them hers.
  const companies = await each(async (text, i) => {
    const who = i === 0 ? { user_id: email, email } : { user_id: `c-${i}`, email: `c-${i}-${email}` };
    const company = { name: text.slice(0, 100), [text.slice(0, 40)]: text };
    await says(works, widget, i === 0 ? browser : unique("employee"), { ...who, company });
    return text;
  });
  expect(companies).toHaveLength(60);
  const accounts = await works.get<List<Account>>("/accounts", { limit: "100" });
  expect(accounts.total).toBeGreaterThan(55);
  for (let at = 0; at < accounts.data.length; at += 6) {
    const some = accounts.data.slice(at, at + 6);
    await Promise.all(some.map((a) => works.patch(`/accounts/${a.id}`, { lifecycle_stage: "at_risk" })));
  }

  const page = await open(works);
  await test.step("Home", async () => {
    await page.goto("/");
    const risks = page.getByRole("region", { name: "Accounts at risk", exact: true }).getByRole("listitem");
    await expect(risks).toHaveCount(50);
    await expect(page.getByRole("region", { name: "Hot visitors" }).getByRole("listitem")).not.toHaveCount(0);
    await risks
      .first()
      .getByRole("button", { name: /^Snooze / })
      .click();
    await expect(page.getByRole("dialog", { name: /^Snooze / })).toBeVisible();
    await expectOnlyText(page);
  });
  const inbox = new Inbox(page);
  await test.step("beside the conversation", async () => {
    await page.goto(`/inbox/${id}`);
    await expect(inbox.details.getByRole("region", { name: "Recent pages" }).getByRole("listitem")).toHaveCount(6);
    await expect(inbox.details.getByRole("region", { name: "Recent events" }).getByRole("listitem")).toHaveCount(5);
    await expectOnlyText(page);
  });
  await test.step("her page, her company's, the timeline", async () => {
    await inbox.details.getByRole("link", { name: "Open record" }).click();
    const profile = card(page, "Profile");
    await expectAll(profile);
    const activity = card(page, "Site activity");
    for (const more of await activity.getByRole("button", { name: /^Show \d+ more events$/ }).all()) await more.click();
    await expect(activity).toContainText(payload(58));
    await expect(card(page, "Conversations").getByRole("link")).toContainText(payload(3));
    await expectOnlyText(page);
    for (const at of [0, 20, 40]) {
      await page.goto(`/accounts/${accounts.data[at]?.id}`);
      await expect(card(page, "Activity rollup")).toBeVisible();
      await expectOnlyText(page);
    }
    await page.goto("/accounts");
    await expect(page.getByRole("table", { name: "Accounts" }).getByRole("row")).not.toHaveCount(0);
    await expectOnlyText(page);
  });
  await test.step("site activity", async () => {
    await page.goto("/site-activity?range=24h");
    await expect(page.getByRole("region", { name: "Top custom events" }).getByRole("listitem")).toHaveCount(10);
    await expectOnlyText(page);
  });
});
