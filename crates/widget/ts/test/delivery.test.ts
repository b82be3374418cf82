import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, advance, BACKLOG, built, closePages, load, settle, useClock } from './page';

beforeEach(useClock);
afterEach(closePages);

describe('the built file', () => {
  // Proves: S20
  it('is at most 6 KB gzipped', () => {
    expect(gzipSync(built, { level: 9 }).length).toBeLessThanOrEqual(6144);
  });

  it('has one script and no address in it', () => {
    expect(built.toString()).not.toMatch(/https?:\/\//);
  });
});

describe('batches', () => {
  // Proves: S9
  it('go 5 seconds after the first event', async () => {
    const page = await load();
    const start = Date.now();
    await advance(3000);
    page.hydra.track('a');
    await advance(1900);
    expect(page.requests('track')).toEqual([]);
    await advance(100);
    expect(page.requests('track').map((r) => r.at - start)).toEqual([5000]);
    expect(page.events()).toHaveLength(2);
    await advance(20000);
    expect(page.requests('track')).toHaveLength(1);
    page.hydra.track('b');
    await advance(5000);
    expect(page.requests('track')).toHaveLength(2);
  });

  // Proves: S9
  it('go at once when there are 25 events', async () => {
    const page = await load();
    for (let i = 0; i < 23; i++) page.hydra.track(`e${i}`);
    await settle();
    expect(page.requests('track')).toEqual([]);
    page.hydra.track('e23');
    await settle();
    expect(page.requests('track').map((r) => r.body.events.length)).toEqual([25]);
  });

  // Proves: S9
  it('go at once at 48 KiB, and none is larger than 60 KiB', async () => {
    const page = await load();
    const big = { text: 'x'.repeat(4000) };
    for (let i = 0; i < 11; i++) page.hydra.track('big', big);
    await settle();
    expect(page.requests('track')).toEqual([]);
    page.hydra.track('big', big);
    await settle();
    expect(page.requests('track')).toHaveLength(1);
    page.answers.track = ['offline'];
    for (let i = 0; i < 40; i++) page.hydra.track('big', big);
    await advance(60000);
    for (const { options } of page.requests('track'))
      expect(String(options.body).length).toBeLessThanOrEqual(60 * 1024);
    expect(new Set(page.events('custom').map((e) => e.id)).size).toBe(52);
  });

  it('carry at most 100 events', async () => {
    const page = await load();
    page.answers.track = ['offline'];
    for (let i = 0; i < 300; i++) page.hydra.track(`e${i}`);
    await advance(20000);
    expect(Math.max(...page.requests('track').map((r) => r.body.events.length))).toBe(100);
    const ids = new Set(page.events().map((e) => e.id));
    expect(ids.size).toBe(301);
  });

  // Proves: S10
  it('are simple requests that outlive the page and carry no cookies', async () => {
    const page = await load();
    await advance(5000);
    for (const { options } of page.sent)
      expect(options).toMatchObject({
        method: 'POST',
        keepalive: true,
        credentials: 'omit',
        headers: { 'Content-Type': 'text/plain' },
      });
  });

  // Proves: S10
  it('go when the page is hidden or left, once', async () => {
    const page = await load();
    page.hydra.track('last_words');
    page.hide();
    expect(page.events().map((e) => e.name ?? e.type)).toEqual(['pageview', 'last_words']);
    await advance(60000);
    expect(page.requests('track')).toHaveLength(1);
    expect(page.storage[BACKLOG]).toBeUndefined();
  });

  // Proves: S10
  it('are not repeated when the browser calls the last request failed because the page went', async () => {
    const page = await load();
    page.answers.track = ['offline'];
    page.window.dispatchEvent(new page.window.Event('pagehide'));
    await advance(60000);
    expect(page.requests('track')).toHaveLength(1);
    expect(page.storage[BACKLOG]).toBeUndefined();
    page.fire('pageshow');
    page.answers.track = ['offline'];
    page.hydra.track('back');
    await advance(60000);
    expect(page.requests('track')).toHaveLength(3);
  });

  // Proves: S10
  it('go by beacon where a request would not outlive the page', async () => {
    const page = await load({
      prepare(window) {
        window.Request = class {};
      },
    });
    page.hide();
    expect(page.requests('track').map((r) => r.beacon)).toEqual([true]);
  });

  // Proves: S10
  it('go by beacon where there is no fetch', async () => {
    const page = await load({
      prepare(window) {
        window.fetch = undefined;
      },
    });
    page.hydra.track('x');
    await advance(5000);
    expect(page.sent.map((r) => [r.path, r.beacon])).toEqual([
      ['init', true],
      ['track', true],
    ]);
  });

  // Proves: S10
  it('keep what does not fit into the last request for the next visit', async () => {
    const page = await load();
    const big = { text: 'x'.repeat(4000) };
    let release: (answer: Answer) => void = () => {};
    page.answers.track = [new Promise<Answer>((resolve) => (release = resolve))];
    for (let i = 0; i < 12; i++) page.hydra.track('flying', big);
    await settle();
    for (let i = 0; i < 5; i++) page.hydra.track('rest', big);
    page.hide();
    const total = page
      .requests('track')
      .reduce((sum, { options }) => sum + String(options.body).length, 0);
    expect(total).toBeLessThanOrEqual(64 * 1024);
    const left = JSON.parse(page.storage[BACKLOG]);
    expect(page.events().length + left.length).toBe(18);
    release({ status: 204 });
    await settle();
  });
});

describe('init', () => {
  // Proves: S11
  it('is asked once; when tracking is off nothing but identify is sent', async () => {
    const page = await load({ init: { tracking: false, autocapture: { clicks: true } } });
    page.hydra.track('unwanted');
    page.go('/next');
    await advance(10000);
    page.hydra.identify('u_1');
    await advance(10000);
    page.hydra.track('unwanted');
    page.hide();
    expect(page.sent.map((r) => r.path)).toEqual(['init', 'identify']);
    expect(page.sent[0].body.widget_key).toBe('pk_test');
    expect(page.storage[BACKLOG]).toBeUndefined();
  });

  it('is retried a few times, later and later, while events wait', async () => {
    const page = await load({ answers: { init: [{ status: 503 }, 'offline', { status: 429 }] } });
    page.hydra.track('patient');
    await advance(30000);
    const tries = page.requests('init');
    expect(tries).toHaveLength(4);
    expect(tries[2].at - tries[1].at).toBeGreaterThanOrEqual(1000);
    expect(tries[3].at - tries[2].at).toBeGreaterThanOrEqual(2000);
    expect(page.events().map((e) => e.name ?? e.type)).toEqual(['pageview', 'patient']);
  });

  it('is given up until the next visit, which sends what waited', async () => {
    const page = await load({ answers: { init: Array(20).fill('offline') } });
    page.hydra.track('patient');
    await advance(3600000);
    expect(page.requests('init')).toHaveLength(6);
    for (let i = 0; i < 600; i++) page.hydra.track(`e${i}`);
    page.hide();
    expect(page.requests('track')).toEqual([]);
    const next = await load({ storage: page.storage });
    await advance(10000);
    expect(next.names()).toContain('e599');
  });

  it('takes a refusal as a no', async () => {
    const page = await load({ answers: { init: [{ status: 403 }] } });
    await advance(60000);
    expect(page.sent.map((r) => r.path)).toEqual(['init']);
  });
});

describe('failures', () => {
  // Proves: S10
  it.each([400, 401, 403, 404, 413])('are final with %i', async (status) => {
    const page = await load();
    page.answers.track = [{ status }];
    await advance(120000);
    expect(page.requests('track')).toHaveLength(1);
    expect(page.storage[BACKLOG]).toBeUndefined();
  });

  // Proves: S10
  it.each([500, 503, 'offline' as const])(
    'are tried again after %s, later and later',
    async (status) => {
      const page = await load();
      const failure = status === 'offline' ? status : { status: Number(status) };
      page.answers.track = [failure, failure, failure, failure];
      await advance(5000);
      page.hydra.track('meanwhile');
      await advance(120000);
      const tries = page.requests('track');
      expect(tries).toHaveLength(5);
      const gaps = tries.slice(1).map((r, i) => r.at - tries[i].at);
      gaps.forEach((gap, i) => {
        expect(gap).toBeGreaterThanOrEqual(500 * 2 ** i);
        expect(gap).toBeLessThanOrEqual(1000 * 2 ** i + 1);
      });
      const first = tries[0].body.events[0].id;
      expect(tries.every((r) => r.body.events[0].id === first)).toBe(true);
      expect(tries[4].body.events.map((e: { name?: string }) => e.name)).toEqual([
        undefined,
        'meanwhile',
      ]);
      expect(page.storage[BACKLOG]).toBeUndefined();
    },
  );

  it('wait as long as Retry-After asks', async () => {
    const page = await load();
    page.answers.track = [
      { status: 429, headers: { 'Retry-After': '90' } },
      { status: 429, headers: { 'Retry-After': new Date(Date.now() + 300000).toUTCString() } },
    ];
    await advance(5000);
    for (let i = 0; i < 30; i++) page.hydra.track('more');
    page.hide();
    await advance(89000);
    expect(page.requests('track')).toHaveLength(1);
    await advance(3000);
    expect(page.requests('track')).toHaveLength(2);
    await advance(190000);
    expect(page.requests('track')).toHaveLength(2);
    await advance(60000);
    expect(page.requests('track').length).toBeGreaterThanOrEqual(3);
    expect(new Set(page.events().map((e) => e.id)).size).toBe(31);
  });

  // Proves: S10
  it('are stored and sent at the next visit under the same ids', async () => {
    const page = await load();
    page.online = false;
    page.hydra.track('kept');
    page.hydra.identify('u_1', { email: 'a@b.example' });
    await advance(6000);
    const id = page.events('custom')[0].id;
    const anon = page.sent.at(-1)?.body.anon_visitor_id;
    page.hide();
    const storage = page.storage;
    expect(JSON.parse(storage[BACKLOG])).toHaveLength(3);
    page.close();

    const next = await load({ storage });
    await advance(5000);
    expect(next.events('custom').map((e) => e.id)).toEqual([id]);
    expect(next.requests('identify').map((r) => r.body.user_id)).toEqual(['u_1']);
    expect(next.sent.every((r) => r.path === 'init' || r.body.anon_visitor_id === anon)).toBe(true);
    expect(next.storage[BACKLOG]).toBeUndefined();
  });

  it('never store more than 200 events or 64 KiB, nor anything forever', async () => {
    const page = await load();
    page.online = false;
    for (let i = 0; i < 700; i++) page.hydra.track(`e${i}`);
    await advance(6000);
    page.hide();
    const kept = JSON.parse(page.storage[BACKLOG]);
    expect(kept.length).toBeLessThanOrEqual(200);
    expect(kept.length).toBeGreaterThan(150);
    expect(page.storage[BACKLOG].length).toBeLessThanOrEqual(64 * 1024);
    expect(page.waiting.at(-1).name).toBe('e699');
    page.online = true;
    await advance(120000);
    const names = new Set(page.names());
    expect(names.has('e699') && names.has('e200')).toBe(true);
    expect(page.storage[BACKLOG]).toBeUndefined();

    const storage = { [BACKLOG]: JSON.stringify(kept) };
    await advance(8 * 864e5);
    const late = await load({ storage });
    await advance(6000);
    expect(late.events('custom')).toEqual([]);
    const junk = await load({ storage: { [BACKLOG]: '{"a":[1' } });
    await advance(6000);
    expect(junk.events()).toHaveLength(1);
  });
});
