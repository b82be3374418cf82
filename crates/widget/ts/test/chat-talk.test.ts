import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, CHAT_SLOT, ChatServer, INIT, type Visitor, visit } from './chat-server';
import { type Answer, closePages, SLOT, settle, TAG, useClock } from './page';

let server: ChatServer;
beforeEach(() => {
  useClock();
  server = new ChatServer();
});
afterEach(closePages);

const hide = ({ page }: Visitor, hidden: boolean) => {
  const value = hidden ? 'hidden' : 'visible';
  Object.defineProperty(page.window.document, 'visibilityState', { value, configurable: true });
  page.fire('visibilitychange', page.window.document);
};
/** The same browser on another page, or in another tab. */
const later = ({ page }: Visitor) => visit(server, { storage: page.storage });
/** What one tab has stored, the other is told. */
const tell = async (from: Visitor, to: Visitor) => {
  const { localStorage, StorageEvent } = to.page.window;
  const newValue = from.page.storage[CHAT_SLOT];
  localStorage.setItem(CHAT_SLOT, newValue);
  to.page.window.dispatchEvent(new StorageEvent('storage', { key: CHAT_SLOT, newValue }));
  await settle();
};

describe('sending', () => {
  // Proves: H11
  it('Enter sends, Shift+Enter does not, nor the Enter that ends a composed word', async () => {
    const visitor = await visit(server);
    await visitor.open();
    visitor.input.value = '  Do you have lifts?\nBig ones  ';
    expect((await visitor.key('Enter', { shiftKey: true })).defaultPrevented).toBe(false);
    await visitor.key('Enter', { isComposing: true });
    expect(visitor.sent('chat')).toEqual([]);
    expect((await visitor.key('Enter')).defaultPrevented).toBe(true);
    expect(visitor.sent('chat')).toEqual([
      {
        widget_key: 'pk_test',
        anon_visitor_id: visitor.page.storage[SLOT],
        url: 'https://shop.example/start?a=1',
        message: 'Do you have lifts?\nBig ones',
        message_id: expect.stringMatching(/^.{14}7/),
        behavior_id: 'leads',
      },
    ]);
    expect(visitor.input.value).toBe('');
    visitor.input.value = '  ';
    await visitor.key('Enter');
    expect(visitor.sent('chat')).toHaveLength(1);
    const [conversation] = server.conversations.keys();
    expect(visitor.page.storage[CHAT_SLOT]).toMatch(new RegExp(`^${conversation} `));
  });

  it('one after the other, so that the first makes the conversation', async () => {
    let answer = (_: Answer) => {};
    const held = new Promise<Answer>((resolve) => {
      answer = resolve;
    });
    const visitor = await visit(server, { answers: { open: [held] } });
    await visitor.open();
    await visitor.write('One');
    await visitor.write('Two');
    expect(visitor.sent('chat')).toEqual([]);
    expect(visitor.log).toEqual(['One | Sending…', 'Two | Sending…']);
    answer(server.serve('/api/chat/open', {}) as Answer);
    await settle();
    await settle();
    const [one, two] = visitor.sent('chat');
    expect(one.conversation_id).toBeUndefined();
    expect(two.conversation_id).toBe([...server.conversations.keys()][0]);
    await visitor.wait(10000);
    expect(visitor.said).toEqual([server.greeting, 'One', 'Two']);
  });

  it.each([
    ['the network', 'offline' as const, 'Not sent. Try again'],
    ['the server', { status: 503 }, 'Not sent. Try again'],
    [
      'a refusal',
      { status: 422, body: { errors: [{ field: 'message', message: 'Too long.' }] } },
      'Not sent. Too long. Try again',
    ],
  ])('what failed stays, and goes again under the same id: %s', async (_, failure, words) => {
    const visitor = await visit(server, { answers: { chat: [failure] } });
    await visitor.open();
    await visitor.write('Hello');
    expect(visitor.log.at(-1)).toBe(`Hello | ${words}`);
    await visitor.press('Try again');
    expect(visitor.root.activeElement).toBe(visitor.input);
    const [first, second] = visitor.sent('chat');
    expect(second).toEqual(first);
    expect(visitor.log.at(-1)).not.toMatch(/Not sent/);
    expect(visitor.button('Try again')).toBeUndefined();
  });

  it('what arrived though its answer did not is shown once', async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('Hello');
    const { conversation_id, anon_visitor_id } = {
      ...visitor.sent('chat')[0],
      conversation_id: [...server.conversations.keys()][0],
    };
    visitor.page.answers.chat = ['offline'];
    await visitor.write('Again');
    const { message_id } = visitor.sent('chat')[1];
    server.serve('/api/chat', { conversation_id, anon_visitor_id, message: 'Again', message_id });
    await visitor.wait(3000);
    expect(visitor.said).toEqual([server.greeting, 'Hello', 'Again']);
    expect(visitor.button('Try again')).toBeUndefined();
  });

  it('too many: waits as long as it is told', async () => {
    const slow = { status: 429, headers: { 'Retry-After': '20' } };
    const visitor = await visit(server, { answers: { chat: [slow] } });
    await visitor.open();
    await visitor.write('Hello');
    await visitor.wait(19000);
    expect(visitor.sent('chat')).toHaveLength(1);
    expect(visitor.log.at(-1)).toBe('Hello | Sending…');
    await visitor.wait(5000);
    expect(visitor.sent('chat')).toHaveLength(2);
    expect(visitor.log.at(-1)).not.toMatch(/ing…/);
    visitor.page.answers.chat = [{ status: 429, headers: { 'Retry-After': '3600' } }];
    await visitor.write('More');
    expect(visitor.log.at(-1)).toMatch(/Not sent/);
  });

  it('a conversation that is no more: it is forgotten, and another begins', async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('Hello');
    server.conversations.clear();
    await visitor.write('Still there?');
    await visitor.wait(3000);
    expect(visitor.said).toEqual([server.greeting, 'Still there?']);
    const [conversation] = server.conversations.keys();
    expect(visitor.page.storage[CHAT_SLOT]).toMatch(new RegExp(`^${conversation} `));
  });
});

describe('questions', () => {
  // Proves: H12
  it('a choice has buttons, what need not be answered can be passed over', async () => {
    server.questions = [
      ask('choice', { options: ['Up to 20', 'More'] }),
      ask('phone', { required: false }),
      ask('email'),
    ];
    const visitor = await visit(server);
    await visitor.open();
    expect(visitor.one('.picks').getAttribute('aria-label')).toBe('Your choice?');
    expect(visitor.button('Skip')).toBeUndefined();
    await visitor.press('More');
    expect(visitor.sent('chat')[0].message).toBe('More');
    expect(visitor.root.activeElement).toBe(visitor.input);

    expect(visitor.input.inputMode).toBe('tel');
    expect(visitor.input.getAttribute('autocomplete')).toBe('tel');
    expect(visitor.button('More')).toBeUndefined();
    visitor.page.answers.chat = ['offline'];
    await visitor.press('Skip');
    expect(visitor.note).toBe('Not sent. Please try again.');
    await visitor.press('Skip');
    expect(visitor.sent('chat').map((b) => [b.message, b.skip])).toEqual([
      ['More', undefined],
      [undefined, true],
      [undefined, true],
    ]);

    expect(visitor.input.inputMode).toBe('email');
    expect(visitor.input.getAttribute('autocomplete')).toBe('email');
    expect(visitor.button('Skip')).toBeUndefined();
    await visitor.write('ada@shop.example');
    expect(visitor.input.getAttribute('autocomplete')).toBe('off');
    expect(visitor.said.at(-1)).toBe('Thank you.');
    await visitor.wait(6000);
    // The opening, shown before it was stored, is not there twice.
    expect(visitor.said.filter((text) => text === 'Your choice?')).toHaveLength(1);
  });

  it('their buttons keep the focus while the server is asked again', async () => {
    server.questions = [ask('text'), ask('choice', { options: ['A', 'B'] })];
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('Hello');
    const button = visitor.button('B');
    button.focus();
    await visitor.wait(6000);
    expect(visitor.sent('poll')).toHaveLength(2);
    expect(visitor.root.activeElement).toBe(button);
  });

  it('an answer goes once, however often its button is pressed', async () => {
    server.questions = [ask('choice', { options: ['A', 'B'] })];
    const visitor = await visit(server);
    await visitor.open();
    const button = visitor.button('A');
    button.click();
    button.click();
    await settle();
    expect(visitor.sent('chat')).toHaveLength(1);
  });
});

describe('the place for the email', () => {
  const leave = async (visitor: Visitor, email: string) => {
    visitor.one<HTMLInputElement>('#email').value = email;
    await visitor.press('Save email');
  };

  // Proves: H11
  it('is there while none is known, and says what is wrong with it', async () => {
    const refusal = { status: 422, body: { errors: [{ field: 'email', message: 'Not this.' }] } };
    const visitor = await visit(server, { answers: { chat: [refusal] } });
    await visitor.open();
    expect(visitor.shown('.mail')).toBe(true);
    await leave(visitor, 'nobody');
    expect(visitor.one('#email').getAttribute('aria-invalid')).toBe('true');
    expect(visitor.one('#email-wrong').textContent).not.toBe('');
    expect(visitor.sent('chat')).toEqual([]);
    await leave(visitor, ' ada@shop.example ');
    expect(visitor.one('#email-wrong').textContent).toBe('Not this.');
    await leave(visitor, 'ada@shop.example');
    expect(visitor.sent('chat').map((b) => b.email)).toEqual(Array(2).fill('ada@shop.example'));
    expect(visitor.shown('.mail')).toBe(false);
    expect(visitor.note).toMatch(/^Thank you/);
    expect(visitor.root.activeElement).toBe(visitor.input);
  });

  it('is not there when one is known, the bot asks, or the settings do not want it', async () => {
    server.questions = [ask('text')];
    const asked = await visit(server);
    await asked.open();
    expect(asked.shown('.mail')).toBe(false);
    server.questions = [];
    const unwanted = await visit(server, {
      init: { ...INIT, chat: { ...INIT.chat, ask_email: false } },
    });
    await unwanted.open();
    expect(unwanted.shown('.mail')).toBe(false);
    server.emailKnown = true;
    const known = await visit(server);
    await known.open();
    expect(known.shown('.mail')).toBe(false);
  });
});

describe('answers', () => {
  it('arrive every three seconds while the panel is open and seen, and count as seen', async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('Hello');
    server.team('Hello you');
    await visitor.wait(3000);
    expect(visitor.log.at(-1)).toMatch(/^Hello you \| Maya Lindqvist, /);
    expect(visitor.sent('poll')[0]).toMatchObject({ after: null, seen: true });
    await visitor.wait(3000);
    const all = [...server.conversations.values()][0].messages;
    expect(visitor.sent('poll')[1].after).toBe(all.at(-1)?.id);
    hide(visitor, true);
    const before = visitor.sent('poll').length;
    await visitor.wait(60000);
    expect(visitor.sent('poll')).toHaveLength(before);
    hide(visitor, false);
    await settle();
    expect(visitor.sent('poll')).toHaveLength(before + 1);
    server.closed = true;
    await visitor.wait(3000);
    expect(visitor.note).toMatch(/^This conversation is closed/);
  });

  it('are counted on the launcher while it is closed, also on the next page', async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('Hello');
    await visitor.press('Close chat');
    await visitor.wait(1);
    server.team('One');
    server.team('Two');
    await visitor.wait(29000);
    expect(visitor.shown('.badge')).toBe(false);
    await visitor.wait(2000);
    expect(visitor.launcher.getAttribute('aria-label')).toBe('Chat, 2 unread messages');
    expect(visitor.one('.badge').textContent).toBe('2');
    expect(visitor.sent('poll').at(-1).seen).toBeUndefined();

    const next = await later(visitor);
    expect(next.launcher.getAttribute('aria-label')).toBe('Chat, 2 unread messages');
    await next.open();
    expect(next.said).toEqual([server.greeting, 'Hello', 'One', 'Two']);
    expect(next.launcher.getAttribute('aria-label')).toBe('Chat');
    const again = await later(next);
    expect(again.launcher.getAttribute('aria-label')).toBe('Chat');
  });

  it('are not asked for when nobody has written for a day', async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('Hello');
    await visitor.press('Close chat');
    await visitor.wait(864e5);
    const before = visitor.sent('poll').length;
    await visitor.wait(600000);
    expect(visitor.sent('poll')).toHaveLength(before);
    expect((await later(visitor)).sent('poll')).toEqual([]);
  });

  it('are asked for less often while the server fails, and not before it wants', async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('Hello');
    const busy = { status: 429, headers: { 'Retry-After': '40' } };
    visitor.page.answers.poll = [busy, ...Array(20).fill('offline')];
    await visitor.wait(42000);
    expect(visitor.sent('poll')).toHaveLength(1);
    await visitor.wait(60000);
    expect(visitor.sent('poll').length).toBeLessThan(10);
    expect(visitor.note).toMatch(/^No connection/);
    visitor.page.answers.poll = [];
    visitor.page.fire('online');
    await settle();
    expect(visitor.note).toBe('');
  });
});

describe('whose conversation it is', () => {
  // Proves: H11
  it('reset() forgets it: the next one begins anew', async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write('My secret');
    const before = visitor.page.storage[SLOT];
    visitor.page.hydra.reset();
    await visitor.wait(3000);
    expect(visitor.page.storage[CHAT_SLOT]).toBeUndefined();
    expect(visitor.said).toEqual([server.greeting]);
    await visitor.write('Somebody else');
    const last = visitor.sent('chat').at(-1);
    expect(last.conversation_id).toBeUndefined();
    expect(last.anon_visitor_id).not.toBe(before);
    visitor.page.hydra.identify('u_1');
    await visitor.wait(3000);
    expect(visitor.said).toEqual([server.greeting, 'Somebody else']);
  });

  it('tabs show the same one', async () => {
    const one = await visit(server);
    const two = await later(one);
    await two.open();
    await one.open();
    await one.write('From the first');
    await tell(one, two);
    expect(two.said).toEqual([server.greeting, 'From the first']);
    await two.write('From the second');
    await one.wait(3000);
    expect(one.said).toEqual([server.greeting, 'From the first', 'From the second']);
    expect(server.conversations.size).toBe(1);
  });

  it('a storage that throws: it lasts as long as the page', async () => {
    const visitor = await visit(server, {
      prepare(window) {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new Error('SecurityError');
          },
        });
      },
    });
    await visitor.open();
    await visitor.write('Hello');
    await visitor.write('And again');
    await visitor.wait(6000);
    expect(visitor.said).toEqual([server.greeting, 'Hello', 'And again']);
    expect(server.conversations.size).toBe(1);
    expect(visitor.page.errors).toEqual([]);
  });
});

describe('without consent', () => {
  const html = TAG.replace('async', 'async data-consent="required"');

  // Proves: S21, H11
  it('there is a chat only where the page asks for one, and nothing is stored', async () => {
    const visitor = await visit(server, { html, storage: { [SLOT]: 'the-id-of-before' } });
    await visitor.wait(10000);
    expect(visitor.page.sent).toEqual([]);
    expect(visitor.page.scripts).toEqual(['/widget.js']);
    visitor.page.hydra.chat('open');
    await settle();
    await settle();
    await visitor.write('Hello');
    await visitor.wait(6000);
    expect(visitor.said).toEqual([server.greeting, 'Hello']);
    const ids = new Set(
      visitor.page.sent.map((r) => r.body.anon_visitor_id).filter((id) => id !== undefined),
    );
    expect(ids.size).toBe(1);
    expect(ids.has('the-id-of-before')).toBe(false);
    expect(visitor.page.storage).toEqual({ [SLOT]: 'the-id-of-before' });
    expect(visitor.page.requests('track')).toEqual([]);
  });

  // Proves: S21
  it('given later: the conversation goes on, and is kept from then on', async () => {
    const visitor = await visit(server, { html });
    visitor.page.hydra.chat('open');
    await settle();
    await settle();
    await visitor.write('Hello');
    expect(visitor.page.storage).toEqual({});
    visitor.page.hydra.consent(true);
    await visitor.wait(6000);
    expect(visitor.said).toEqual([server.greeting, 'Hello']);
    expect(visitor.page.storage[SLOT]).toBe(visitor.sent('chat')[0].anon_visitor_id);
    expect(visitor.page.storage[CHAT_SLOT]).toBeDefined();
    expect(visitor.page.requests('track')[0].body.anon_visitor_id).toBe(visitor.page.storage[SLOT]);

    visitor.page.hydra.consent(false);
    expect(visitor.page.storage).toEqual({});
    await visitor.wait(6000);
    expect(visitor.said).toEqual([server.greeting]);
    await visitor.write('Without');
    expect(visitor.sent('chat').at(-1).anon_visitor_id).not.toBe(
      visitor.sent('chat')[0].anon_visitor_id,
    );
    await visitor.wait(6000);
    expect(visitor.page.storage).toEqual({});
  });
});
