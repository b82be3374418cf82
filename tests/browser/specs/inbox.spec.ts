import type { Api } from "../support/api.ts";
import { addChat, type Conversation, chatting, Gate, Inbox, saysInChat } from "../support/chat.ts";
import { pick, toast } from "../support/records.ts";
import { expectAccessible, expectNoOverflow, settled, WIDTHS } from "../support/sound.ts";
import { expect, test } from "../support/test.ts";

/** Three who wrote, the last one first in the list. */
async function three(works: Api): Promise<Conversation[]> {
  const widget = await chatting(works);
  const all: Conversation[] = [];
  for (const [name, message] of [
    ["Ada Berg", "Does it sync with Outlook?"],
    ["Ben Holm", "What does it cost?"],
    ["Cleo Lund", "Do you ship to Norway?"],
  ] as const) {
    all.push(await addChat(works, widget, name, message));
  }
  return all;
}

// Proves: H15
test("conversations are filtered, found, assigned, closed and opened again", async ({
  open,
  works,
  baseURL,
  playwright,
}) => {
  const [ada] = await three(works);
  const mate = await works.invite(playwright, baseURL as string, "Mia Mate", "agent");
  const page = await open(works);
  const inbox = new Inbox(page);
  await page.goto("/inbox");
  await expect(inbox.rows).toHaveText([/Cleo Lund/, /Ben Holm/, /Ada Berg/]);
  await expect(inbox.show("Open")).toHaveAttribute("aria-pressed", "true");
  await expect(inbox.show("Open")).toHaveText("Open3");
  const menu = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Inbox/ });
  await expect(menu).toHaveAccessibleName("Inbox (3 unread)");
  await expect(page.getByText("No conversation is open")).toBeVisible();

  await test.step("search looks at names and at what was written", async () => {
    const box = inbox.list.getByRole("searchbox", { name: "Search conversations" });
    await box.fill("norway");
    await expect(inbox.rows).toHaveText([/Cleo Lund/]);
    await expect(page).toHaveURL(/[?&]q=norway/);
    await box.fill("ada b");
    await expect(inbox.rows).toHaveText([/Ada Berg/]);
    await box.fill("nobody at all");
    await expect(inbox.list).toContainText("No open chat of anybody matches “nobody at all”");
    await inbox.list.getByText("Clear search", { exact: true }).click();
    await expect(inbox.rows).toHaveCount(3);
  });

  await test.step("what is read is no longer unread", async () => {
    await expect(inbox.row("Ada Berg")).toContainText("Unread");
    await inbox.row("Ada Berg").click();
    await expect(inbox.thread).toContainText("Does it sync with Outlook?");
    await expect(inbox.row("Ada Berg")).not.toContainText("Unread");
    await expect(inbox.show("Open")).toHaveText("Open3");
  });

  await test.step("whose it is", async () => {
    await inbox.show("Mine").click();
    await expect(inbox.list).toContainText("No open chat is yours");
    await pick(page, inbox.pane.getByRole("button", { name: "Assignee: Unassigned" }), "Ada Tester (you)");
    await expect(inbox.rows).toHaveText([/Ada Berg/]);
    await expect(inbox.show("Mine")).toHaveText("Mine1");
    await pick(page, inbox.pane.getByRole("button", { name: "Assignee: Ada Tester" }), "Mia Mate");
    await expect(inbox.rows).toHaveCount(0);
    expect((await works.get<Conversation>(`/conversations/${ada?.id}`)).assigned_to).toBe(mate.session.user.id);
    // Who answers what is nobody's has it.
    await inbox.list.getByRole("button", { name: "Show all open" }).click();
    await inbox.row("Ben Holm").click();
    await inbox.answer("Four hundred a month.");
    await expect(inbox.pane.getByRole("button", { name: "Assignee: Ada Tester" })).toBeVisible();
    await inbox.show("Mine").click();
    await expect(inbox.rows).toHaveText([/Ben Holm.*Team: Four hundred a month\./]);
  });

  await test.step("closed, and open again", async () => {
    await inbox.pane.getByRole("button", { name: "Close", exact: true }).click();
    await expect(toast(page, "Conversation closed")).toBeVisible();
    await expect(inbox.rows).toHaveCount(0);
    await inbox.show("Closed").click();
    await expect(inbox.rows).toHaveText([/Ben Holm/]);
    await page.reload();
    await expect(inbox.thread, "the address has it").toContainText("Four hundred a month.");
    await expect(inbox.show("Closed")).toHaveAttribute("aria-pressed", "true");
    await inbox.pane.getByRole("button", { name: "Reopen" }).click();
    await expect(inbox.list).toContainText("No chat was closed yet");
    await inbox.show("Open").click();
    await expect(inbox.rows).toHaveCount(3);
  });
});

// Proves: H11
test("what a visitor writes opens a closed conversation again", async ({ open, works }) => {
  const widget = await chatting(works);
  const visitor = "a-browser-of-the-test";
  const { conversation_id: id } = await saysInChat(works, widget, visitor, { message: "Hello" });
  await works.patch(`/conversations/${id}`, { status: "closed" });
  const page = await open(works);
  const inbox = new Inbox(page);
  // From elsewhere, with a list that it is not in.
  await page.goto(`/inbox/${id}?tab=email`);
  await expect(inbox.tab("Messaging")).toBeChecked();
  await expect(inbox.show("Closed")).toHaveAttribute("aria-pressed", "true");
  await expect(inbox.rows).toHaveCount(1);
  await saysInChat(works, widget, visitor, { message: "One more thing", conversation_id: id });
  await expect(inbox.thread).toContainText("One more thing");
  await expect(inbox.pane.getByRole("button", { name: "Close", exact: true })).toBeVisible();
  await expect(inbox.rows).toHaveCount(0);
});

// Proves: H15
test("by keyboard, with drafts that stay and a failed reply that keeps its words", async ({ open, works, watch }) => {
  watch.allow(/ERR_FAILED|status of 422/);
  const [, ben] = await three(works);
  const page = await open(works);
  const inbox = new Inbox(page);
  await page.goto("/inbox");
  await expect(inbox.rows).toHaveCount(3);

  await page.keyboard.press("j");
  await expect(inbox.row("Cleo Lund")).toHaveAttribute("aria-current", "true");
  await expect(inbox.row("Cleo Lund")).toBeFocused();
  await page.keyboard.press("j");
  await expect(inbox.row("Ben Holm")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("k");
  await expect(inbox.row("Cleo Lund")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("ArrowDown");
  await expect(inbox.row("Ben Holm")).toHaveAttribute("aria-current", "true");
  await expect(inbox.thread).toContainText("What does it cost?");

  await page.keyboard.press("r");
  await expect(inbox.reply).toBeFocused();
  await page.keyboard.type("It costs four jk");
  await expect(inbox.row("Ben Holm"), "letters are letters there").toHaveAttribute("aria-current", "true");
  await inbox.row("Ada Berg").click();
  await expect(inbox.thread).toContainText("Does it sync with Outlook?");
  await expect(inbox.reply).toHaveValue("");
  await inbox.row("Ben Holm").click();
  await expect(inbox.thread).toContainText("What does it cost?");
  await expect(inbox.reply).toHaveValue("It costs four jk");

  const posts = "**/api/v1/conversations/*/messages";
  await page.route(posts, (route) => route.abort(), { times: 1 });
  await inbox.send.click();
  await expect(inbox.pane.getByRole("alert")).toContainText("Not sent:");
  await expect(inbox.reply).toHaveValue("It costs four jk");
  await inbox.reply.fill("x".repeat(10_001));
  await inbox.send.click();
  await expect(inbox.pane.getByRole("alert")).toContainText(/Not sent: .*longer than 10.?000 characters/);
  await expect.soft(inbox.reply).toHaveAttribute("aria-invalid", "true", { timeout: 1_000 });
  await inbox.reply.fill("It costs four.\n\nA month.");
  await page.keyboard.press("Control+Enter");
  await expect(inbox.thread).toContainText("It costs four.\n\nA month.", { useInnerText: true });
  await expect(inbox.reply).toHaveValue("");
  await expect(inbox.pane.getByRole("alert")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/inbox$/);
  await expect(inbox.row("Ben Holm")).toBeFocused();
  const { messages } = await works.get<Conversation>(`/conversations/${ben?.id}`);
  expect(messages.filter((m) => m.author === "user").map((m) => m.body)).toEqual(["It costs four.\n\nA month."]);
});

// Proves: H15, S23
test("on a phone, the list and the conversation take turns", async ({ open, works }) => {
  await three(works);
  const page = await open(works, { viewport: { width: 390, height: 844 } });
  const inbox = new Inbox(page);
  await page.goto("/inbox");
  await expect(inbox.rows).toHaveCount(3);
  await expect(inbox.pane).toBeHidden();
  await inbox.row("Ada Berg").click();
  await expect(inbox.thread).toContainText("Does it sync with Outlook?");
  await expect(page.getByRole("heading", { name: "Ada Berg", level: 1 })).toBeFocused();
  await expect(inbox.list).toBeHidden();
  await expect(inbox.details).toBeHidden();
  await expectNoOverflow(page, "a conversation on a phone");
  await inbox.pane.getByRole("button", { name: "Details" }).click();
  const drawer = page.getByRole("dialog", { name: "Details" });
  await expect(drawer.getByRole("region", { name: "Facts" })).toContainText("Widget");
  await drawer.getByRole("button", { name: "Close details" }).click();
  await expect(drawer).toBeHidden();
  await inbox.answer("It does.");
  await inbox.pane.getByRole("button", { name: "Back to the list" }).click();
  await expect(inbox.row("Ada Berg")).toBeFocused();
  await expect(inbox.rows).toHaveText([/Ada Berg.*Team: It does\./, /Cleo Lund/, /Ben Holm/]);
  await expect(inbox.pane).toBeHidden();
});

test("the inbox is sound, empty and with a conversation", async ({ open, works }) => {
  const page = await open(works, { reducedMotion: "reduce" });
  const inbox = new Inbox(page);
  const sound = async (what: string, path: string, ready: () => Promise<void>) => {
    for (const size of WIDTHS) {
      await page.setViewportSize(size);
      await page.goto(path);
      await settled(page, ready);
      await expect(page).toHaveTitle(/ · Hydra$/);
      await expectNoOverflow(page, `${what}, ${size.width}`);
      await expectAccessible(page, `${what}, ${size.width}`);
    }
  };
  await sound("an empty inbox", "/inbox", async () => {
    await expect(inbox.list).toContainText("No open chat");
    await expect(inbox.list.getByRole("link", { name: "Go to Widgets" })).toBeVisible();
  });
  await page.goto("/inbox?tab=email");
  await expect(inbox.list).toContainText("No open email conversation");
  await expect(inbox.list.getByRole("link", { name: "Go to Channels" })).toBeVisible();
  const [ada] = await three(works);
  await works.post(`/conversations/${ada?.id}/messages`, { body: "See https://acme.example/sync." });
  await page.emulateMedia({ colorScheme: "dark" });
  await sound("a list of chats", "/inbox", async () => expect(inbox.rows).toHaveCount(3));
  await page.emulateMedia({ colorScheme: "light" });
  await sound("a conversation", `/inbox/${ada?.id}`, async () =>
    expect(inbox.thread.getByRole("link", { name: "https://acme.example/sync" })).toBeVisible(),
  );
});

// Proves: H15, H50, L31
test("an email that comes in is answered by email", async ({ open, works, watch }) => {
  watch.allow(/status of 409/);
  const gate = await Gate.of(works);
  const page = await open(works);
  const inbox = new Inbox(page);
  await page.goto("/inbox?tab=email");
  await expect(inbox.list).toContainText("No open email conversation");
  const { customer_id: lead, conversation_id: id } = await gate.take(
    "Ada Berg <ada@berglifts.example>",
    "A question about lifts",
    "Good day,\n\ndo you also do goods lifts?",
  );
  // The list asks again by itself.
  await inbox.row("Ada Berg").click();
  await expect(inbox.row("A question about lifts")).toContainText("Good day, do you also do goods lifts?");
  await expect(inbox.tab("Email")).toBeChecked();
  await expect(inbox.thread).toContainText("Good day,\n\ndo you also do goods lifts?", { useInnerText: true });
  await expect(inbox.pane).toContainText("A question about lifts");
  await expect(inbox.reply).toHaveAttribute("placeholder", "Reply to Ada Berg by email");
  await inbox.answer("We do, up to two tonnes.");
  const answer = inbox.thread.getByRole("listitem").filter({ hasText: "up to two tonnes" });
  await expect(answer).toContainText(/Ada Tester.* · (Sent|Delivered)/, { timeout: 30_000 });

  await page.goto(`/leads/${lead}`);
  expect(await works.lead(lead)).toMatchObject({ name: "Ada Berg", email: "ada@berglifts.example", source: "email" });
  await expect(page.getByRole("region", { name: "Conversations" }).getByRole("link")).toContainText(
    "A question about lifts",
  );
  await page.getByRole("link", { name: "View originating conversation" }).click();
  await expect(page).toHaveURL(new RegExp(`/inbox/${id}\\?tab=email`));
  await expect(inbox.tab("Email")).toBeChecked();
  await page.getByRole("radiogroup", { name: "Channel" }).getByText("Messaging", { exact: true }).click();
  await expect(inbox.list).toContainText("No open chat");

  // Nobody to write to any more.
  await works.patch(`/leads/${lead}`, { email: null });
  await page.goto(`/inbox/${id}`);
  await inbox.reply.fill("Still there?");
  await inbox.send.click();
  await expect(inbox.pane.getByRole("alert")).toContainText(/Not sent: .*no email/);
  await expect(inbox.reply).toHaveValue("Still there?");
});
