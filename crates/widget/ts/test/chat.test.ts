import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, CHAT_SLOT, ChatServer, INIT, SETTINGS, visit } from './chat-server';
import { chat, closePages, SLOT, settle, useClock } from './page';

let server: ChatServer;
beforeEach(() => {
  useClock();
  server = new ChatServer();
});
afterEach(closePages);

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

// Proves: S20
it('is at most 10 KB gzipped', () => {
  expect(gzipSync(chat, { level: 9 }).length).toBeLessThanOrEqual(10240);
});

describe('a page', () => {
  // Proves: S20
  it('whose widget has no chat loads nothing, and shows nothing', async () => {
    for (const chat of [null, undefined]) {
      const visitor = await visit(server, { init: { ...INIT, chat } });
      expect(visitor.page.scripts).toEqual(['/widget.js']);
      expect(visitor.page.window.document.querySelector('hydra-chat')).toBeNull();
    }
  });

  // Proves: S17, S20
  it('has a launcher, and costs no request before somebody opens it', async () => {
    const { page, launcher, wait } = await visit(server);
    expect(page.scripts).toEqual(['/widget.js', '/chat.js']);
    expect(launcher.getAttribute('aria-label')).toBe('Chat');
    expect(launcher.getAttribute('aria-expanded')).toBe('false');
    await wait(120000);
    expect(page.sent.map(({ path }) => path)).toEqual(['init', 'track']);
    expect(Object.keys(page.storage)).toEqual([SLOT]);
    expect(page.errors).toEqual([]);
  });

  it('has one chat, whatever the number of widgets', async () => {
    const tags = ['pk_test', 'pk_two'].map(
      (key) => `<script async src="https://crm.example/widget.js" data-key="${key}"></script>`,
    );
    const { page } = await visit(server, { html: tags.join('') });
    expect(page.window.document.querySelectorAll('hydra-chat')).toHaveLength(1);
  });

  // Proves: A25
  it('opens and closes it by hydra.chat, also before the script has loaded', async () => {
    const early = `<script>window.hydra = { _q: [['chat', ['open'], 1]] }</script>`;
    const tag = `<script async src="https://crm.example/widget.js" data-key="pk_test"></script>`;
    const visitor = await visit(server, { html: early + tag });
    expect(visitor.panel.hidden).toBe(false);
    visitor.page.hydra.chat('close');
    expect(visitor.panel.hidden).toBe(true);
    visitor.page.hydra.chat('nonsense');
    visitor.page.hydra.chat();
    expect(visitor.panel.hidden).toBe(true);
    visitor.page.hydra.chat('open');
    expect(visitor.panel.hidden).toBe(false);
    expect(visitor.page.scripts).toEqual(['/widget.js', '/chat.js']);
    expect(visitor.page.errors).toEqual([]);
  });
});

describe('the panel', () => {
  // Proves: H11
  it('opens with what the bot says first, and the focus in the text', async () => {
    const visitor = await visit(server);
    await visitor.open();
    expect(visitor.sent('open')).toEqual([
      {
        widget_key: 'pk_test',
        anon_visitor_id: visitor.page.storage[SLOT],
        url: 'https://shop.example/start?a=1',
      },
    ]);
    expect(visitor.panel.getAttribute('aria-label')).toBe(SETTINGS.title);
    expect(visitor.panel.hasAttribute('aria-modal')).toBe(false);
    expect(visitor.launcher.getAttribute('aria-expanded')).toBe('true');
    expect(visitor.one('[role=log]').getAttribute('aria-live')).toBe('polite');
    expect(visitor.log).toEqual([expect.stringMatching(/^Hello, how can we help\? \| Bot, /)]);
    expect(visitor.root.activeElement).toBe(visitor.input);
    expect(visitor.input.getAttribute('aria-label')).toBe('Message');
    // Nothing is kept before somebody writes.
    expect(visitor.page.storage[CHAT_SLOT]).toBeUndefined();
  });

  it('closes by Escape and gives the focus back; what was typed stays', async () => {
    const visitor = await visit(server);
    visitor.launcher.focus();
    await visitor.open();
    visitor.input.value = 'half a';
    await visitor.key('Escape', { isComposing: true });
    expect(visitor.panel.hidden).toBe(false);
    await visitor.key('Escape');
    expect(visitor.panel.hidden).toBe(true);
    expect(visitor.root.activeElement).toBe(visitor.launcher);
    await visitor.open();
    expect(visitor.input.value).toBe('half a');
    expect(visitor.sent('open')).toHaveLength(1);
  });

  it('gives the focus back to what opened it, and takes it from nobody', async () => {
    const visitor = await visit(server);
    const { document } = visitor.page.window;
    const link = document.body.appendChild(document.createElement('button'));
    link.focus();
    visitor.page.hydra.chat('open');
    await visitor.press('Close chat');
    expect(document.activeElement).toBe(link);
    visitor.page.hydra.chat('open');
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    visitor.page.hydra.chat('close');
    expect(document.activeElement).toBe(field);
  });

  it('keeps its keys to itself', async () => {
    const visitor = await visit(server);
    const heard: string[] = [];
    visitor.page.window.document.addEventListener('keydown', (e: KeyboardEvent) =>
      heard.push(e.key),
    );
    await visitor.open();
    await visitor.key('s');
    expect(heard).toEqual([]);
  });

  it('says when the server cannot be reached, and goes on by itself', async () => {
    const visitor = await visit(server, { answers: { open: ['offline', { status: 500 }] } });
    await visitor.open();
    expect(visitor.note).toMatch(/^No connection/);
    await visitor.wait(5000);
    expect(visitor.note).toBe('');
    expect(visitor.said).toEqual([server.greeting]);
  });

  it('does not go on when the chat is off', async () => {
    const visitor = await visit(server, { answers: { open: [{ status: 403 }] } });
    await visitor.open();
    expect(visitor.note).toBe('The chat is closed at the moment.');
    await visitor.wait(60000);
    expect(visitor.sent('open')).toHaveLength(1);
  });
});

describe('hostile texts', () => {
  // Proves: H11
  it('are text, and only addresses of the web become links', async () => {
    const html = '<img src=x onerror="document.title = 1">';
    server.greeting = `${html}\njavascript:alert(1) see https://a.example/b?c=d. (http://b.example) data:text/html,x`;
    server.questions = [ask('choice', { options: [html, 'B'], prompt: html })];
    const visitor = await visit(server, {
      init: { ...INIT, chat: { ...SETTINGS, title: html } },
    });
    await visitor.open();
    expect(visitor.root.querySelector('img')).toBeNull();
    expect(visitor.panel.getAttribute('aria-label')).toBe(html);
    expect(visitor.said).toEqual([server.greeting, html]);
    const links = visitor.all('.body a') as HTMLAnchorElement[];
    expect(links.map((a) => a.href)).toEqual(['https://a.example/b?c=d', 'http://b.example/']);
    for (const { target, rel } of links)
      expect([target, rel]).toEqual(['_blank', 'noopener noreferrer nofollow']);
    server.team(html, html);
    await visitor.press(html);
    server.team(html, html);
    await visitor.wait(3000);
    expect(visitor.root.querySelector('img')).toBeNull();
    expect(visitor.log.at(-1)).toContain(`${html} | ${html}, `);
    expect(visitor.page.errors).toEqual([]);
  });

  // Proves: S17
  it('nothing that is done in the chat is an event', async () => {
    server.questions = [ask('choice', { options: ['A', 'B'] })];
    server.greeting = 'See https://other.example/x';
    const visitor = await visit(server, {
      init: { ...INIT, autocapture: { clicks: true, outbound: true } },
    });
    await visitor.open();
    visitor.one('.body a').click();
    await visitor.press('A');
    await visitor.write('Hello');
    await visitor.press('Close chat');
    await visitor.wait(10000);
    expect(visitor.page.events().map(({ type }) => type)).toEqual(['pageview']);
  });
});

// Proves: S17
it('a page that broke its own globals is not made worse', async () => {
  const broken = `<script>
    JSON.stringify = function () { throw new Error('no') }
    Array.prototype.toJSON = function () { return 'no' }
    Array.from = function () { return [] }
    Promise.prototype.catch = function () { throw new Error('no') }
  </script>`;
  const tag = `<script async src="https://crm.example/widget.js" data-key="pk_test"></script>`;
  const visitor = await visit(server, { html: broken + tag });
  await visitor.open();
  await visitor.write('Hello');
  await settle();
  expect(visitor.said).toEqual([server.greeting, 'Hello']);
  expect(visitor.sent('chat')[0].message_id).toMatch(UUID7);
  expect(visitor.page.errors).toEqual([]);
});
