import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  advance,
  BACKLOG,
  closePages,
  KEY,
  load,
  SLOT,
  SNIPPET,
  settle,
  TAG,
  useClock,
} from './page';

beforeEach(useClock);
afterEach(closePages);

describe('the anonymous id', () => {
  // Proves: S7
  it('is random, kept in localStorage under the widget key, and used again', async () => {
    const page = await load();
    await advance(5000);
    const id = page.storage[SLOT];
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(Object.keys(page.storage)).toEqual([SLOT]);
    expect(page.window.document.cookie).toBe('');
    const again = await load({ storage: page.storage });
    await advance(5000);
    expect(again.requests('track')[0].body.anon_visitor_id).toBe(id);
    const fresh = await load();
    await advance(5000);
    expect(fresh.requests('track')[0].body.anon_visitor_id).not.toBe(id);
  });

  // Proves: S7
  it('is replaced when what is stored cannot be one', async () => {
    const page = await load({ storage: { [SLOT]: 'not an id!' } });
    expect(page.storage[SLOT]).toMatch(/^[\w-]{36}$/);
  });

  // Proves: S7
  it('lives in memory when storage is blocked, and needs no randomUUID', async () => {
    const page = await load({
      prepare(window) {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new Error('SecurityError');
          },
        });
        Object.defineProperty(window.crypto, 'randomUUID', { value: undefined });
      },
    });
    page.hydra.track('a');
    await advance(5000);
    page.hydra.track('b');
    await advance(5000);
    const ids = page.requests('track').map((r) => r.body.anon_visitor_id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  // Proves: A25
  it('is another one after reset(), for later events only', async () => {
    const page = await load();
    const before = page.storage[SLOT];
    page.hydra.identify('u_1');
    await settle();
    page.hydra.track('mine');
    page.hydra.reset();
    page.hydra.track('theirs');
    page.hydra.identify('u_1');
    await advance(10000);
    const owner = (name: string) =>
      page
        .requests('track')
        .find((r) => r.body.events.some((e: { name?: string }) => e.name === name))?.body
        .anon_visitor_id;
    expect(owner('mine')).toBe(before);
    expect(owner('theirs')).toBe(page.storage[SLOT]);
    expect(page.storage[SLOT]).not.toBe(before);
    expect(page.requests('identify').map((r) => r.body.anon_visitor_id)).toEqual([
      before,
      page.storage[SLOT],
    ]);
  });
});

describe('identify', () => {
  // Proves: S5
  it('sends the queued events first, then who it is', async () => {
    const page = await load();
    page.hydra.track('before');
    page.hydra.identify('u_88291', { email: 'paul@arrakis.example', name: 'Paul', plan: 'growth' });
    page.hydra.track('after');
    await settle();
    expect(page.sent.map((r) => r.path)).toEqual(['init', 'track', 'identify']);
    expect(page.requests('identify')[0].body).toEqual({
      widget_key: KEY,
      anon_visitor_id: page.storage[SLOT],
      user_id: 'u_88291',
      email: 'paul@arrakis.example',
      traits: { email: 'paul@arrakis.example', name: 'Paul', plan: 'growth' },
      url: 'https://shop.example/start?a=1',
    });
    await advance(5000);
    expect(page.names()).toEqual(['before', 'after']);
  });

  // Proves: S5
  it('takes an id that is an email for the email, and the hash out of the traits', async () => {
    const page = await load();
    page.hydra.identify(' ada@math.example ', { user_hash: 'abc123' });
    page.hydra.identify(42, { email: 'nonsense' });
    await advance(100);
    const [ada, answer] = page.requests('identify').map((r) => r.body);
    expect(ada).toMatchObject({
      user_id: 'ada@math.example',
      email: 'ada@math.example',
      user_hash: 'abc123',
      traits: {},
    });
    expect(answer.user_id).toBe('42');
    expect(answer.email).toBeUndefined();
  });

  // Proves: S5
  it('ignores what is nobody', async () => {
    const page = await load({ html: TAG.replace('async', 'async data-debug') });
    const nobody = [
      null,
      undefined,
      0,
      Number.NaN,
      '',
      '  ',
      'null',
      'undefined',
      '0',
      'NaN',
      '[object Object]',
      {},
      [],
      true,
      'x'.repeat(256),
    ];
    for (const id of nobody) page.hydra.identify(id, { email: 'a@b.example' });
    page.hydra.identify();
    page.hydra.identify('u', 'traits');
    page.hydra.identify('u', { text: 'x'.repeat(40000) });
    await advance(10000);
    expect(page.requests('identify')).toEqual([]);
    expect(page.warnings).toHaveLength(nobody.length + 3);
  });

  // Proves: S8
  it('is not repeated with the same data, but is with other data', async () => {
    const page = await load();
    page.hydra.identify('u_1', { plan: 'a' });
    page.hydra.identify('u_1', { plan: 'a' });
    await settle();
    page.hydra.identify('u_1', { plan: 'a' });
    page.hydra.identify('u_1', { plan: 'b' });
    await advance(5000);
    expect(page.requests('identify').map((r) => r.body.traits.plan)).toEqual(['a', 'b']);
  });

  // Proves: S5, S10
  it('is retried like events, and goes when the page is left', async () => {
    const page = await load();
    page.answers.identify = [{ status: 503 }, 'offline'];
    page.hydra.identify('u_1');
    await advance(10000);
    expect(page.requests('identify')).toHaveLength(3);
    const left = await load({ html: `${SNIPPET}<script>hydra.identify('u_2')</script>${TAG}` });
    left.hydra.identify('u_3');
    left.hide();
    expect(left.requests('identify').map((r) => r.body.user_id)).toContain('u_3');
    expect(left.storage[BACKLOG]).toBeUndefined();
  });
});

describe('consent', () => {
  const required = TAG.replace('async', 'async data-consent="required"');

  // Proves: S21, A25
  it('required: nothing is stored or sent before it is given', async () => {
    const page = await load({ html: required, referrer: 'https://search.example/' });
    page.hydra.track('held');
    page.hydra.identify('u_1');
    page.window.dispatchEvent(new page.window.Event('pagehide'));
    await advance(60000);
    expect(page.sent).toEqual([]);
    expect(page.storage).toEqual({});
    page.hydra.consent(true);
    await advance(10000);
    expect(page.events().map((e) => e.name ?? e.type)).toEqual(['pageview', 'held']);
    expect(page.requests('identify')).toHaveLength(1);
    expect(page.events('pageview')[0].referrer).toBe('https://search.example/');
  });

  // Proves: S21
  it('refused: forgets what was held and stored, and stays quiet', async () => {
    const page = await load();
    page.online = false;
    page.hydra.track('x');
    await advance(6000);
    page.hydra.consent(false);
    const sent = page.sent.length;
    page.online = true;
    page.hydra.track('y');
    page.hydra.identify('u_1');
    page.go('/next');
    page.hide();
    await advance(120000);
    expect(page.sent).toHaveLength(sent);
    expect(page.storage).toEqual({});
  });

  // Proves: S21
  it('forgets a request that fails after the refusal', async () => {
    const page = await load();
    page.answers.track = [
      new Promise((resolve) => setTimeout(() => resolve({ status: 503 }), 2000)),
    ];
    await advance(5000);
    page.hydra.consent(false);
    page.hydra.consent(true);
    await advance(60000);
    expect(page.requests('track')).toHaveLength(2);
    const [first, second] = page.requests('track').map((r) => r.body);
    expect(second.anon_visitor_id).not.toBe(first.anon_visitor_id);
    expect(second.events.map((e: { id: string }) => e.id)).not.toContain(first.events[0].id);
  });

  // Proves: S21
  it('given after a refusal: begins anew with this page', async () => {
    const page = await load({ html: required });
    page.hydra.consent(false);
    page.hydra.track('lost');
    page.hydra.consent('yes');
    await advance(10000);
    expect(page.sent).toEqual([]);
    page.hydra.consent(true);
    page.hydra.consent(true);
    page.hydra.track('kept');
    await advance(10000);
    expect(page.events().map((e) => e.name ?? e.type)).toEqual(['pageview', 'kept']);
  });

  // Proves: S21
  it('Global Privacy Control counts as a no until there is an explicit yes', async () => {
    const prepare = (window: { navigator: object }) => {
      Object.defineProperty(window.navigator, 'globalPrivacyControl', { value: true });
    };
    const page = await load({ prepare });
    page.hydra.track('x');
    await advance(10000);
    expect(page.sent).toEqual([]);
    expect(page.storage).toEqual({});
    const agreed = await load({
      prepare,
      html: `${SNIPPET}<script>hydra.consent(true)</script>${TAG}`,
    });
    await advance(10000);
    expect(agreed.events()).toHaveLength(1);
  });
});
