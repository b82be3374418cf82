import { createHmac, randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { type Api, unique, type Widget } from "./api.ts";
import { ready, serve, tag } from "./site.ts";

/** The parts of the API's answers that the tests read. */
export interface Conversation {
  id: string;
  channel: string;
  customer: { id: string; kind: string; display_name: string };
  subject: string | null;
  status: string;
  assigned_to: string | null;
  unread: boolean;
  messages: { author: string; body: string }[];
}
export interface Question {
  kind: "text" | "email" | "phone" | "choice";
  prompt: string;
  field: string;
  options: string[];
  required: boolean;
}
export interface Behavior {
  id: string;
  name: string;
  when?: { path_prefix?: string; min_pageviews?: number; source?: string };
  opening: string;
  questions: Question[];
  thanks: string;
}
interface Chat {
  enabled: boolean;
  title: string;
  greeting: string;
  ask_email: boolean;
}

export const CHAT: Chat = { enabled: true, title: "Ask us", greeting: "Hi, ask us anything.", ask_email: true };

export const question = (kind: Question["kind"], field: string, more: Partial<Question> = {}): Question => ({
  kind,
  prompt: `Your ${field}?`,
  field,
  options: [],
  required: false,
  ...more,
});

/** A widget whose chat is on, and whose bot runs these. */
export async function chatting(owner: Api, behaviors: Behavior[] = [], chat: Partial<Chat> = {}): Promise<Widget> {
  const widget = await owner.addWidget(unique("site"), true);
  const capture = { enabled: behaviors.length > 0, behaviors, hook_url: null };
  return owner.patch(`/widgets/${widget.id}`, { chat: { ...CHAT, ...chat }, capture });
}

/** A page of somebody's site with the widget on it, under a path. */
export const put = (page: Page, path: string, widget: Widget, head = "", headers: Record<string, string> = {}) =>
  serve(page, path, `${head}${tag(widget)}`, "<main><h1>A site</h1><button>Elsewhere</button></main>", headers);

/** Opens that page; the script runs. What was seen before is handed over by then. */
export async function look(page: Page, path: string) {
  await page.goto(path);
  await ready(page);
}

/** The chat on a page, as a visitor sees it. */
export class ChatPanel {
  readonly page: Page;
  readonly panel: Locator;
  readonly launcher: Locator;
  readonly log: Locator;
  readonly box: Locator;

  constructor(page: Page, title = CHAT.title) {
    this.page = page;
    this.panel = page.getByRole("dialog", { name: title, exact: true });
    this.launcher = page.getByRole("button", { name: /^Chat/ });
    this.log = this.panel.getByRole("log", { name: "Messages" });
    this.box = this.panel.getByRole("textbox", { name: "Message", exact: true });
  }

  async open() {
    await this.launcher.click();
    await expect(this.panel).toBeVisible();
    await expect(this.panel.getByText("Loading…")).toHaveCount(0);
  }

  button(name: string): Locator {
    return this.panel.getByRole("button", { name, exact: true });
  }

  /** What was said, without who said it. */
  get bodies(): Locator {
    return this.log.locator(".body");
  }

  async write(text: string) {
    await this.box.fill(text);
    await this.button("Send").click();
    // Its own line, and stored.
    await expect(this.log.locator(".row.visitor .body").last()).toHaveText(text);
    await expect(this.log).not.toContainText("Sending…");
  }
}

/** The inbox, as the team sees it. */
export class Inbox {
  readonly page: Page;
  readonly list: Locator;
  readonly rows: Locator;
  readonly pane: Locator;
  readonly thread: Locator;
  readonly details: Locator;
  readonly reply: Locator;

  constructor(page: Page) {
    this.page = page;
    this.list = page.getByRole("region", { name: "Conversations" });
    this.rows = this.list.getByRole("listitem");
    this.pane = page.getByRole("region", { name: "Conversation", exact: true });
    this.thread = page.getByRole("region", { name: "Thread" });
    this.details = page.getByRole("complementary", { name: "Details" });
    this.reply = page.getByRole("textbox", { name: "Reply" });
  }

  row(text: string): Locator {
    return this.list.getByRole("link").filter({ hasText: text });
  }

  tab(name: string): Locator {
    return this.page.getByRole("radiogroup", { name: "Channel" }).getByRole("radio", { name });
  }

  /** Open, Mine or Closed. */
  show(name: string): Locator {
    return this.list.getByRole("button", { name: new RegExp(`^${name}`) });
  }

  get send(): Locator {
    return this.pane.getByRole("button", { name: "Send", exact: true });
  }

  async answer(text: string) {
    await this.reply.fill(text);
    await this.send.click();
    await expect(this.thread).toContainText(text);
    await expect(this.reply).toHaveValue("");
  }
}

export interface Said {
  conversation_id: string;
  question: Question | null;
}

/** What the chat's script posts when a visitor says something. */
export async function saysInChat(owner: Api, widget: Widget, visitor: string, said: object): Promise<Said> {
  const answer = await owner.request.post("/api/chat", {
    data: { widget_key: widget.key, anon_visitor_id: visitor, url: "https://acme.example/pricing", ...said },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.json();
}

/** A chat that a visitor began, with somebody whose name is known. */
export async function addChat(owner: Api, widget: Widget, name: string, message: string): Promise<Conversation> {
  const { conversation_id } = await saysInChat(owner, widget, unique("visitor"), { message });
  const { customer } = await owner.get<Conversation>(`/conversations/${conversation_id}`);
  await owner.patch(`/leads/${customer.id}`, { name });
  return owner.get(`/conversations/${conversation_id}`);
}

/** Where a workspace's mail is handed in. */
export class Gate {
  private readonly owner: Api;
  private readonly path: string;
  private readonly key: Buffer;

  private constructor(owner: Api, path: string, key: Buffer) {
    this.owner = owner;
    this.path = path;
    this.key = key;
  }

  static async of(owner: Api): Promise<Gate> {
    type Channels = { data: { channel: string; callback_url: string; inbound_secret: string }[] };
    const { data } = await owner.get<Channels>("/channels");
    const email = data.find((channel) => channel.channel === "email");
    if (!email) throw new Error("no channel for email");
    const key = Buffer.from(email.inbound_secret.replace(/^whsec_/, ""), "base64");
    return new Gate(owner, new URL(email.callback_url).pathname, key);
  }

  /** Hands an email in, signed by the words of standardwebhooks.com. */
  async take(from: string, subject: string, text: string): Promise<{ conversation_id: string; customer_id: string }> {
    const mail = [
      `From: ${from}`,
      "To: sales@fernhill.example",
      `Subject: ${subject}`,
      `Message-ID: <${randomUUID()}@example.com>`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "",
      text.replace(/\n/g, "\r\n"),
    ].join("\r\n");
    const [id, time] = [`msg_${randomUUID()}`, String(Math.floor(Date.now() / 1000))];
    const signature = createHmac("sha256", this.key).update(`${id}.${time}.${mail}`).digest("base64");
    const answer = await this.owner.request.post(this.path, {
      headers: {
        "Content-Type": "message/rfc822",
        "webhook-id": id,
        "webhook-timestamp": time,
        "webhook-signature": `v1,${signature}`,
      },
      data: mail,
    });
    expect(answer.ok(), `${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  }
}

/** As an email's header takes what is not ASCII, or might be taken for its syntax. */
export const encoded = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
