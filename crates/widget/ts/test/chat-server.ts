// The server's side of the chat, small, and a visitor's eyes and hands on the panel.
import { type Answer, advance, KEY, load, type Options, type Page, settle } from './page';

export interface Question {
  kind: string;
  prompt: string;
  field: string;
  options: string[];
  required: boolean;
}

export const ask = (kind: string, more: Partial<Question> = {}): Question => ({
  kind,
  prompt: `Your ${kind}?`,
  field: kind,
  options: [],
  required: true,
  ...more,
});

let made = 0;
const id = () => `00000000-0000-4000-8000-${`${++made}`.padStart(12, '0')}`;

export class ChatServer {
  greeting = 'Hello, how can we help?';
  questions: Question[] = [];
  conversations = new Map<string, ReturnType<ChatServer['begin']>>();
  emailKnown = false;
  closed = false;

  message = (author: string, body: string, name: string | null = null) => ({
    id: id(),
    author,
    name,
    body,
    at: new Date().toISOString(),
  });

  private begin(anon: string) {
    const messages = this.opening();
    return { id: id(), anon, messages, step: 0 };
  }

  private opening() {
    const [first] = this.questions;
    return [this.greeting, ...(first ? [first.prompt] : [])].map((t) => this.message('bot', t));
  }

  /** Somebody of the team answers in the conversation begun last. */
  team(body: string, name = 'Maya Lindqvist'): void {
    [...this.conversations.values()].at(-1)?.messages.push(this.message('team', body, name));
  }

  // biome-ignore lint/suspicious/noExplicitAny: bodies have no fixed shape here
  serve = (path: string, body: any): Answer | undefined => {
    if (!path.startsWith('/api/chat')) return undefined;
    const given = this.conversations.get(body.conversation_id);
    if (body.conversation_id && given?.anon !== body.anon_visitor_id) return { status: 404 };
    const known = { closed: this.closed, email_known: this.emailKnown };
    const ok = (answer: object) => ({ status: 200, body: { ...known, ...answer } });
    const questionOf = (step: number) => this.questions[step] ?? null;
    if (path === '/api/chat/open')
      return ok({
        conversation_id: given?.id ?? null,
        messages: given?.messages ?? this.opening(),
        question: questionOf(given?.step ?? 0),
        behavior_id: 'leads',
      });
    if (path === '/api/chat/poll' && given) {
      const at = given.messages.findIndex((m) => m.id === body.after);
      return ok({ messages: given.messages.slice(at + 1), question: questionOf(given.step) });
    }
    const one = given ?? this.begin(body.anon_visitor_id);
    this.conversations.set(one.id, one);
    const stored = one.messages.find((m) => m.id === body.message_id);
    const message = body.message
      ? (stored ?? { ...this.message('visitor', body.message), id: body.message_id })
      : null;
    const replies = [];
    if (message && !stored) one.messages.push(message);
    if (body.email) this.emailKnown = true;
    else if (!stored && questionOf(one.step)) {
      one.step++;
      replies.push(this.message('bot', questionOf(one.step)?.prompt ?? 'Thank you.'));
    }
    one.messages.push(...replies);
    return ok({
      conversation_id: one.id,
      message,
      replies,
      question: questionOf(one.step),
      email_known: this.emailKnown,
    });
  };
}

export const SETTINGS = { title: 'Talk to us', greeting: 'Hello', ask_email: true };
export const INIT = { tracking: true, autocapture: {}, form: null, chat: SETTINGS };
export const CHAT_SLOT = `hydra_${KEY}_chat`;

/** A page whose widget has a chat. */
export const visit = async (server: ChatServer, options: Options = {}): Promise<Visitor> => {
  const page = await load({ init: INIT, serve: server.serve, ...options });
  await settle();
  return new Visitor(page);
};

export class Visitor {
  constructor(readonly page: Page) {}

  get root(): ShadowRoot {
    return this.page.window.document.querySelector('hydra-chat')?.shadowRoot;
  }
  one = <E extends Element = HTMLElement>(selector: string): E =>
    this.root?.querySelector(selector) as E;
  all = (selector: string): HTMLElement[] => [...this.root.querySelectorAll<HTMLElement>(selector)];

  get launcher(): HTMLElement {
    return this.one('.launch');
  }
  get input(): HTMLTextAreaElement {
    return this.one('textarea');
  }
  get panel(): HTMLElement {
    return this.one('[role=dialog]');
  }
  /** What the log says, message by message: the words, and below them. */
  get log(): string[] {
    return this.all('.row').map((row) => [...row.children].map((c) => c.textContent).join(' | '));
  }
  get said(): (string | null)[] {
    return this.all('.body').map((body) => body.textContent);
  }
  get note(): string | null {
    return this.one('.note').textContent;
  }
  shown = (selector: string): boolean =>
    !!this.one(selector) && !this.one(selector).closest('[hidden]');

  button(name: string): HTMLButtonElement {
    const named = this.all('button').filter(
      (b) => (b.getAttribute('aria-label') ?? b.textContent) === name && !b.closest('[hidden]'),
    );
    return named[0] as HTMLButtonElement;
  }
  async press(name: string): Promise<void> {
    this.button(name).click();
    await settle();
  }
  async open(): Promise<void> {
    this.launcher.click();
    await settle();
  }
  async key(key: string, more: KeyboardEventInit = {}): Promise<KeyboardEvent> {
    const { KeyboardEvent } = this.page.window;
    const init = { key, bubbles: true, composed: true, cancelable: true, ...more };
    const event = new KeyboardEvent('keydown', init);
    (this.root.activeElement ?? this.page.window.document.body).dispatchEvent(event);
    await settle();
    return event;
  }
  async write(text: string): Promise<void> {
    this.input.focus();
    this.input.value = text;
    await this.key('Enter');
  }
  /** The bodies that were sent to an address of the chat. */
  sent = (path: 'open' | 'chat' | 'poll') => this.page.requests(path).map(({ body }) => body);
  wait = advance;
}
