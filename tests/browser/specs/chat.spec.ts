import type { Page } from "@playwright/test";
import { type Api, type Lead, type Page as List, unique } from "../support/api.ts";
import { type Behavior, ChatPanel, type Conversation, chatting, Inbox, look, put, question } from "../support/chat.ts";
import { card, choose, expectRecord, toast } from "../support/records.ts";
import { call, eventsOf, listen, ready, stored } from "../support/site.ts";
import { expectAccessible, settled } from "../support/sound.ts";
import { expect, test } from "../support/test.ts";

const [START, PRICING] = ["/a-site/start", "/a-site/pricing"];
const LEAVE_EMAIL = "Leave your email to get the answer there too";

const leads = async (works: Api) => (await works.get<List<Lead & { origin: unknown }>>("/leads")).data;
const onlyLead = async (works: Api): Promise<Lead> => {
  await expect.poll(async () => (await leads(works)).length).toBe(1);
  return (await leads(works))[0] as Lead;
};

// Proves: H11, H15, H16, H40, H46, H47, S17, S23, E10, E16
test("an anonymous visitor chats, and stays one person with one history up to the contact", async ({ open, works }) => {
  const widget = await chatting(works);
  const visitor = await open(null);
  const sent = listen(visitor);
  await put(visitor, START, widget);
  await put(visitor, PRICING, widget);
  await look(visitor, START);
  await look(visitor, PRICING);
  const chat = new ChatPanel(visitor);
  await chat.open();
  await expect(chat.bodies).toHaveText(["Hi, ask us anything."]);
  expect(await leads(works), "who only looks leaves nothing").toEqual([]);
  await chat.write("Does it sync with Outlook?");
  const lead = await onlyLead(works);
  expect(lead).toMatchObject({ display_name: "Anonymous", name: null, email: null, source: "widget" });
  const desk = await open(works);
  const inbox = new Inbox(desk);
  await test.step("from the lead to the conversation that made it", async () => {
    await desk.goto("/leads");
    await expect(desk.getByText("Anonymous", { exact: true })).toBeVisible();
    // A page view is sent within five seconds; the pages that show it ask less often.
    await expect.poll(async () => (await works.siteActivity(lead.id)).timeline[0]?.events.length).toBe(3);
    await desk.goto(`/leads/${lead.id}`);
    await desk.getByRole("link", { name: "View originating conversation" }).click();
    await expect(desk).toHaveURL(/\/inbox\/[0-9a-f-]{36}\?tab=messaging&show=open$/);
    await expect(inbox.tab("Messaging")).toBeChecked();
    await expect(inbox.row("Does it sync with Outlook?")).toHaveAttribute("aria-current", "true");
    await expect(inbox.thread).toContainText("Does it sync with Outlook?");
    await expect(inbox.thread).toContainText(`started on ${PRICING}`);
  });

  await test.step("what they read stands beside it", async () => {
    const pages = inbox.details.getByRole("region", { name: "Recent pages" }).getByRole("listitem");
    await expect(pages).toHaveText([/pricing/, /start/]);
    await expect(inbox.details.getByRole("region", { name: "On the site" })).toContainText(`now on ${PRICING}`);
    await expect(inbox.details.getByRole("region", { name: "Facts" })).toContainText(PRICING);
  });

  await test.step("to and fro, neither side reloads", async () => {
    for (const page of [desk, visitor]) await page.evaluate(() => Object.assign(window, { stayed: true }));
    await inbox.answer("It does, both ways.");
    const answer = chat.log.locator(".row.team");
    await expect(answer).toContainText("It does, both ways.");
    await expect(answer).toContainText("Ada Tester");
    await chat.write("Great, and Exchange?");
    await expect(inbox.thread).toContainText("Great, and Exchange?");
    await expect(inbox.thread.getByText("Read", { exact: false }).first()).toBeVisible();
    for (const page of [desk, visitor]) expect(await page.evaluate(() => "stayed" in window)).toBe(true);
  });

  const email = `${unique("ada")}@site.example`;
  await test.step("an email in the chat stays on the lead", async () => {
    const box = chat.panel.getByRole("textbox", { name: LEAVE_EMAIL });
    await box.fill("nobody@");
    await chat.button("Save email").click();
    await expect(box).toHaveAttribute("aria-invalid", "true");
    await box.fill(email);
    await chat.button("Save email").click();
    await expect(box).toBeHidden();
    await expect(inbox.thread).toContainText("Email captured, 1 earlier visit linked to this lead");
    expect(await works.lead(lead.id)).toMatchObject({ id: lead.id, email });
    expect(await leads(works)).toHaveLength(1);
    expect((await works.get<List<object>>("/contacts")).total, "nobody was converted").toBe(0);
  });

  await test.step("the contact has both", async () => {
    await desk.goto(`/leads/${lead.id}`);
    await desk.getByRole("button", { name: "Convert to Contact" }).click();
    const modal = desk.getByRole("dialog", { name: "Convert to Contact" });
    await expect(modal.getByRole("textbox", { name: "Email", exact: true })).toHaveValue(email);
    await modal.getByRole("textbox", { name: "Name", exact: true }).fill("Ada Berg");
    await modal.getByRole("tab", { name: "New Account" }).click();
    await modal.getByRole("textbox", { name: "Company name", exact: true }).fill("Berg Lifts");
    await modal.getByRole("button", { name: "Convert to Contact" }).click();
    await expectRecord(desk, "contacts");
    const activity = card(desk, "Site activity");
    for (const path of [START, PRICING]) await expect(activity.getByText(path, { exact: true }).first()).toBeVisible();
    await expect(card(desk, "Engagement").getByRole("group", { name: /^Events a day: 2 events/ })).toBeVisible();
    const row = card(desk, "Conversations").getByRole("link");
    await expect(row).toHaveText(new RegExp(`Chat.*${email}.*Open`));
    const timeline = card(desk, "Timeline");
    await expect(timeline).toContainText("Email captured in a chat");
    await row.click();
    await expect(inbox.details.getByRole("link", { name: "Open record" })).toHaveAttribute("href", /^\/contacts\//);
    await desk.goBack();
    await desk.getByRole("link", { name: "View originating conversation" }).click();
    await expect(inbox.thread).toContainText("Does it sync with Outlook?");
  });

  // Nothing of the chat is an event.
  expect(new Set(eventsOf(sent).map((e) => e.type))).toEqual(new Set(["pageview"]));
});

/** The bot's settings of a widget, from the menu on. */
async function configure(page: Page, name: string) {
  await page.goto("/settings/widgets");
  await page.getByRole("link", { name }).click();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Chat and capture" }).click();
}

// Proves: H12, H14, S14, S28
test("a bot that was set up by clicking asks one thing after the other, where it should", async ({ open, works }) => {
  const widget = await works.addWidget(unique("site"), true);
  const desk = await open(works);
  await configure(desk, widget.name);
  await test.step("what it asks is set up", async () => {
    await desk.getByText("Show the chat", { exact: true }).click();
    await expect(desk.getByRole("switch", { name: "Show the chat" })).toBeChecked();
    await desk.getByRole("textbox", { name: "Title" }).fill("Ask us");
    await desk.getByText("Capture with the bot", { exact: true }).click();
    await desk.getByRole("button", { name: "Add behavior" }).click();
    const behavior = desk.getByRole("list", { name: "Behaviors" });
    const field = (label: string) => behavior.getByRole("textbox", { name: label, exact: true });
    await expect(field("Name")).toBeFocused();
    await desk.keyboard.type("Pricing questions");
    await field("Page path begins with").fill(PRICING);
    await field("Opening").fill("Shall we work out a price?");
    await field("Question 1").fill("What is your name?");
    await behavior.getByRole("combobox", { name: "Answer goes to, question 1" }).fill("name");
    await expect(behavior.getByRole("combobox", { name: "Kind of question 1" })).toHaveValue("Text");
    await behavior.getByRole("button", { name: "Add question" }).click();
    await expect(behavior.getByRole("combobox", { name: "Kind of question 2" })).toHaveValue("Email");
    await behavior.getByRole("checkbox", { name: "question 2 is required" }).check();
    for (const at of [3, 4]) {
      await behavior.getByRole("button", { name: "Add question" }).click();
      await choose(desk, behavior.getByRole("combobox", { name: `Kind of question ${at}` }), "Choice");
    }
    await field("Question 3").fill("How large is your team?");
    await behavior.getByRole("combobox", { name: "Answer goes to, question 3" }).fill("team_size");
    const bar = desk.getByRole("region", { name: "Unsaved changes" });
    await expect(bar, "a choice without options").toContainText("fix Bot capture first");
    await field("Options of question 3").fill("1 to 5\n6 to 20\nMore");
    await field("Question 4").fill("How soon?");
    await behavior.getByRole("combobox", { name: "Answer goes to, question 4" }).fill("when");
    await field("Options of question 4").fill("Now\nLater");
    await field("Thanks").fill("Thank you, we write to you.");
    await bar.getByRole("button", { name: "Save" }).click();
    await expect(toast(desk, `${widget.name} saved`)).toBeVisible();
  });

  const visitor = await open(null);
  await put(visitor, START, widget);
  await put(visitor, PRICING, widget);
  const chat = new ChatPanel(visitor);
  await test.step("not to whom it is not meant for", async () => {
    await look(visitor, START);
    await chat.open();
    await expect(chat.bodies).toHaveText(["Hi, ask us anything."]);
  });
  await look(visitor, PRICING);
  // Leaving hands over what waits.
  await look(visitor, START);
  await chat.open();
  const said = ["Hi, ask us anything.", "Shall we work out a price?", "What is your name?"];
  await expect(chat.bodies).toHaveText(said);
  await expect(chat.panel.getByRole("textbox", { name: LEAVE_EMAIL })).toBeHidden();

  const email = `${unique("ada")}@site.example`;
  const next = async (...more: string[]) => {
    said.push(...more);
    await expect(chat.bodies).toHaveText(said);
  };
  await chat.write("Ada Berg");
  await next("Ada Berg", "What is your email address?");
  await expect(chat.button("Skip"), "this one is needed").toHaveCount(0);
  await chat.write("ada at home");
  await next("ada at home", "That is not an email address. What is your email address?");
  await chat.write(email);
  await next(email, "How large is your team?");
  const options = chat.panel.getByRole("group", { name: "How large is your team?" });
  await expect(options.getByRole("button")).toHaveText(["1 to 5", "6 to 20", "More", "Skip"]);
  await options.getByRole("button", { name: "6 to 20" }).click();
  await next("6 to 20", "How soon?");
  await chat.button("Skip").click();
  await next("Thank you, we write to you.");
  await expect(chat.panel.getByRole("group")).toHaveCount(0);

  const lead = await onlyLead(works);
  expect(lead).toMatchObject({ name: "Ada Berg", email, source: "bot", custom_fields: { teamSize: "6 to 20" } });
  expect(lead.custom_fields).not.toHaveProperty("when");
  await desk.goto(`/leads/${lead.id}`);
  await expect(card(desk, "Timeline")).toContainText(/Details captured by the bot in a chat\s*Pricing questions/);
  await desk.getByRole("link", { name: "View originating conversation" }).click();
  const inbox = new Inbox(desk);
  for (const text of said) await expect(inbox.thread).toContainText(text);
  await expect(inbox.thread).toContainText("The question was skipped");
  await expect(inbox.details).toContainText("Pricing questions");
});

const BEHAVIOR: Behavior = {
  id: "b-team",
  name: "Team",
  opening: "Two questions.",
  questions: [question("email", "email", { required: true }), question("text", "name")],
  thanks: "Thank you.",
};

// Proves: H12, H14
test("one person on two browsers is one lead, and came in as at first", async ({ open, works }) => {
  const email = `${unique("ada")}@site.example`;
  const first = await chatting(works, [BEHAVIOR]);
  const second = await chatting(works, [{ ...BEHAVIOR, id: "b-other", name: "Other" }]);
  const conversations: string[] = [];
  for (const [widget, name] of [
    [first, "Ada Berg"],
    [second, "A. Berg"],
  ] as const) {
    const visitor = await open(null);
    await put(visitor, START, widget);
    await look(visitor, START);
    const chat = new ChatPanel(visitor);
    await chat.open();
    await chat.write(email);
    await expect(chat.log).toContainText("Your name?");
    await chat.write(name);
    await expect(chat.log).toContainText("Thank you.");
    const kept = Object.entries(await stored(visitor)).find(([key]) => key.endsWith("_chat"));
    conversations.push(kept?.[1].split(" ")[0] as string);
  }
  expect(new Set(conversations).size).toBe(2);
  const lead = (await onlyLead(works)) as Lead & { source_name: string };
  expect(lead).toMatchObject({ email, source: "bot" });
  const detail = await works.get<{ originating_conversation_id: string }>(`/leads/${lead.id}`);
  expect(detail.originating_conversation_id, "where they were met first").toBe(conversations[0]);

  const desk = await open(works);
  await desk.goto(`/leads/${lead.id}`);
  await expect(card(desk, "Conversations").getByRole("link")).toHaveCount(2);
  await desk.getByRole("link", { name: "View originating conversation" }).click();
  await expect(desk).toHaveURL(new RegExp(`/inbox/${conversations[0]}`));
});

// Proves: H11, S7
test("a conversation is there after a reload and in a second tab, and reset() ends it", async ({ open, works }) => {
  const widget = await chatting(works);
  const page = await open(null);
  await put(page, START, widget);
  await look(page, START);
  const chat = new ChatPanel(page);
  await chat.open();
  await chat.write("Is somebody there?");
  await page.reload();
  await ready(page);
  await chat.open();
  await expect(chat.bodies).toHaveText(["Hi, ask us anything.", "Is somebody there?"]);

  const tab = await page.context().newPage();
  await put(tab, START, widget);
  await look(tab, START);
  const other = new ChatPanel(tab);
  await other.open();
  await expect(other.bodies).toHaveText(["Hi, ask us anything.", "Is somebody there?"]);
  await other.write("I am in a second tab.");
  await expect(chat.bodies).toHaveText(["Hi, ask us anything.", "Is somebody there?", "I am in a second tab."]);
  expect((await works.get<{ data: Conversation[] }>("/conversations")).data).toHaveLength(1);

  // An answer while the panel is closed is counted on the button when the page is next looked at.
  await tab.close();
  await chat.button("Close chat").click();
  await expect(chat.launcher).toBeFocused();
  const { data } = await works.get<{ data: Conversation[] }>("/conversations");
  await works.post(`/conversations/${data[0]?.id}/messages`, { body: "I am." });
  await page.reload();
  await expect(page.getByRole("button", { name: "Chat, 1 unread message" })).toBeVisible();
  await chat.open();
  await expect(chat.log).toContainText("I am.");
  await expect(chat.launcher).toHaveAccessibleName("Chat");

  await call(page, "reset");
  await expect(chat.bodies).toHaveText(["Hi, ask us anything."]);
  await page.reload();
  await ready(page);
  await chat.open();
  await expect(chat.bodies).toHaveText(["Hi, ask us anything."]);
  await chat.write("Somebody else");
  await expect.poll(async () => (await leads(works)).length).toBe(2);
});

// Proves: H11
test("the chat goes by keyboard alone and has no serious fault", async ({ open, works }) => {
  const widget = await chatting(works, [
    { ...BEHAVIOR, questions: [question("choice", "size", { options: ["Small", "Large"] }), ...BEHAVIOR.questions] },
  ]);
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await open(null, { colorScheme, reducedMotion: "reduce" });
    await put(page, START, widget);
    await look(page, START);
    const chat = new ChatPanel(page);
    await expect(chat.launcher).toBeVisible();
    await page.getByRole("button", { name: "Elsewhere" }).focus();
    await page.keyboard.press("Tab");
    await expect(chat.launcher).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(chat.box).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(chat.panel).toBeHidden();
    await expect(chat.launcher).toBeFocused();
    await page.keyboard.press("Space");
    await expect(chat.bodies).toHaveText(["Hi, ask us anything.", "Two questions.", "Your size?"]);
    await expect(chat.box).toBeFocused();
    await settled(page, async () => expect(chat.button("Large")).toBeVisible());
    await expectAccessible(page, `the chat with a choice, ${colorScheme}`);
    // Back from the box: Skip, and the choices before it.
    for (let i = 0; i < 2; i++) await page.keyboard.press("Shift+Tab");
    await expect(chat.button("Large")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(chat.bodies.last()).toHaveText("Your email?");
    await expect(chat.box).toBeFocused();
    await page.keyboard.type("two lines");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("of text");
    await page.keyboard.press("Enter");
    await expect(chat.bodies.last()).toHaveText("That is not an email address. Your email?");
    await expect(chat.log).toContainText("two lines\nof text", { useInnerText: true });
    await expect(chat.box).toHaveValue("");
    await expect(chat.box).toBeFocused();
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page, `the chat on a phone, ${colorScheme}`);
  }
});

// Proves: S21, S20, H11
test("a strict Content-Security-Policy is enough for the chat", async ({ open, works, baseURL }) => {
  const widget = await chatting(works);
  const page = await open(null);
  const { origin } = new URL(baseURL as string);
  // A violation is a console error, which fails the test at its end.
  await put(page, START, widget, "", {
    "Content-Security-Policy": `default-src 'none'; img-src data:; script-src ${origin}; connect-src ${origin}`,
  });
  await look(page, START);
  const chat = new ChatPanel(page);
  await chat.open();
  await expect(chat.panel).toHaveCSS("position", "fixed");
  await chat.write("See https://acme.example/a?b=1.");
  const link = chat.log.getByRole("link");
  await expect(link).toHaveAttribute("href", "https://acme.example/a?b=1");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
  expect((await onlyLead(works)).source).toBe("widget");
});

// Proves: H11
test("what could not be sent says so and is sent again, once", async ({ open, works, watch }) => {
  watch.allow(/ERR_FAILED/);
  const widget = await chatting(works);
  const page = await open(null);
  await put(page, START, widget);
  await look(page, START);
  const chat = new ChatPanel(page);
  await chat.open();
  await page.route("**/api/chat", (route) => route.abort(), { times: 1 });
  await chat.box.fill("Hello out there");
  await chat.button("Send").click();
  await expect(chat.log).toContainText("Not sent.");
  // It reached the server, and the answer was lost.
  await page.route(
    "**/api/chat",
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await chat.button("Try again").click();
  await expect(chat.log).toContainText("Not sent.");
  await chat.button("Try again").click();
  await expect(chat.log).not.toContainText("Not sent.");
  await expect(chat.bodies).toHaveText(["Hi, ask us anything.", "Hello out there"]);
  const { data } = await works.get<{ data: Conversation[] }>("/conversations");
  const { messages } = await works.get<Conversation>(`/conversations/${data[0]?.id}`);
  expect(messages.map((m) => m.body)).toEqual(["Hi, ask us anything.", "Hello out there"]);
});
