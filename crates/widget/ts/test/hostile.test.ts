import { runInContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  advance,
  BACKLOG,
  closePages,
  load,
  type Page,
  SNIPPET,
  settle,
  TAG,
  useClock,
} from './page';

beforeEach(useClock);
afterEach(closePages);

const run = (page: Page, code: string) => runInContext(code, page.dom.getInternalVMContext());

describe('what a page may have done to its own globals', () => {
  // Proves: S4
  it.each([
    ['JSON.stringify that throws', 'JSON.stringify = function () { throw new Error("no") }'],
    ['JSON.stringify that lies', 'JSON.stringify = function () { return 5 }'],
    ['a toJSON for arrays, as of old', 'Array.prototype.toJSON = function () { return "[]" }'],
    [
      'a toJSON for all',
      'Object.prototype.toJSON = undefined; String.prototype.toJSON = function () { return 1 }',
    ],
    ['Promise', 'Promise = function () { throw new Error("no") }'],
    ['Promise.prototype.catch', 'Promise.prototype.catch = function () { throw new Error("no") }'],
    [
      'the array functions of old libraries',
      'Array.from = function () { return [] }; Array.prototype.reduce = function () { return this[0] }',
    ],
  ])('%s', async (_, code) => {
    const page = await load({
      html: `<script>${code}</script>${SNIPPET}<script>hydra.track('early', { list: [1, { a: 'b' }] })</script>${TAG}`,
    });
    page.hydra.track('late', {
      text: 'a"\\\n\u0001é😀',
      none: undefined,
      list: [undefined, Number.NaN],
    });
    page.hydra.identify('u_1', { tags: ['a'] });
    page.hydra.setStage('Trial');
    page.hide();
    await advance(10000);
    const [early, late] = page.events('custom');
    expect(early.properties).toEqual({ list: [1, { a: 'b' }] });
    expect(late.properties).toEqual({ text: 'a"\\\n\u0001é😀', list: [null, null] });
    expect(page.requests('identify')[0].body.traits).toEqual({ tags: ['a'] });
    expect(page.errors).toEqual([]);
  });

  it('a promise is answered although the page has none', async () => {
    const page = await load({
      html: `<script>Promise = undefined</script>${TAG}`,
    });
    const answers: unknown[] = [];
    page.hydra.setStage('Trial').then((answer: unknown) => answers.push(answer));
    await advance(100);
    expect(answers).toEqual([{ applied: true }]);
  });

  it.each(['freeze', 'seal', 'preventExtensions'])('window.hydra after Object.%s', async (how) => {
    const page = await load({
      html: `${SNIPPET}<script>Object.${how}(hydra); var kept = hydra; hydra.track('early')</script>${TAG}`,
    });
    page.hydra.track('new');
    run(page, 'kept.track("old")');
    await advance(5000);
    expect(page.names()).toEqual(['early', 'new', 'old']);
    expect(page.hydra.widget).toBeTypeOf('function');
    expect(page.errors).toEqual([]);
  });

  it('window.hydra that cannot be replaced', async () => {
    const page = await load({
      html: `${SNIPPET}<script>
        Object.defineProperty(window, 'hydra', { value: Object.freeze(hydra), writable: false, configurable: false })
        hydra.track('early')
      </script>${TAG}`,
    });
    await settle();
    page.hydra.track('late');
    await advance(5000);
    expect(page.names()).toEqual(['early', 'late']);
    expect(page.errors).toEqual([]);
  });

  // Proves: S2
  it('a frozen history: what was held is replayed all the same', async () => {
    const page = await load({
      html: `<script>Object.defineProperty(history, 'pushState', { value: history.pushState, writable: false })</script>
        ${SNIPPET}<script>hydra.track('early')</script>${TAG}`,
    });
    await advance(5000);
    expect(page.names()).toEqual(['early']);
    expect(page.errors).toEqual([]);
  });

  // Proves: S2
  it('a router that kept pushState from before is seen where the browser tells of navigation', async () => {
    const page = await load({
      html: `<script>
        window.navigation = new EventTarget()
        var push = history.pushState.bind(history)
      </script>${TAG}`,
    });
    run(page, 'push(null, "", "/kept"); navigation.dispatchEvent(new Event("currententrychange"))');
    page.go('/next');
    run(page, 'navigation.dispatchEvent(new Event("currententrychange"))');
    await advance(5000);
    const paths = page.events('pageview').map((e) => new URL(e.url).pathname);
    expect(paths).toEqual(['/start', '/kept', '/next']);
  });

  it('a fetch that answers with nonsense, or with nothing', async () => {
    for (const fetch of [
      'return undefined',
      'return {}',
      'return Promise.resolve({ status: 200 })',
    ]) {
      const page = await load({ html: `<script>fetch = function () { ${fetch} }</script>${TAG}` });
      page.hydra.track('x');
      page.hydra.setStage('Trial');
      page.hide();
      await advance(60000);
      expect(page.errors).toEqual([]);
    }
  });
});

describe('what a page may pass', () => {
  // Proves: S4
  it('half of an emoji does not cost the call', async () => {
    const page = await load();
    page.hydra.track('cut \ud83d', { text: 'cut \ud83d' });
    page.hydra.identify('u_1', { name: 'cut \ud83d' });
    await advance(5000);
    for (const { options } of page.sent) expect(String(options.body)).not.toMatch(/\\ud83d/i);
    expect(page.events('custom')[0].properties.text).toHaveLength(5);
  });

  // Proves: S4
  it('what is far too large is put aside before all of it was read', async () => {
    const page = await load();
    let reads = 0;
    const huge = Object.fromEntries(
      Array.from({ length: 50000 }, (_, i) => [
        `k${i}`,
        {
          get v() {
            reads++;
            return 'x';
          },
        },
      ]),
    );
    page.hydra.track('huge', huge);
    page.hydra.track('sparse', { list: new Array(4e9) });
    let deep: object = {};
    for (let i = 0; i < 1e5; i++) deep = { deep };
    page.hydra.track('deep', deep);
    await advance(5000);
    expect(reads).toBeLessThan(2000);
    expect(page.names()).toEqual([]);
    expect(page.errors).toEqual([]);
  });

  // Proves: S4
  it('getters and proxies that throw, dates, and what JSON leaves out', async () => {
    const page = await load();
    page.hydra.track('getter', {
      get a() {
        throw new Error('mine');
      },
    });
    page.hydra.track(
      'proxy',
      new Proxy(
        {},
        {
          getPrototypeOf() {
            throw new Error('mine');
          },
        },
      ),
    );
    const when = new Date(0);
    page.hydra.track('kept', { when, f() {}, big: BigInt(1), s: Symbol('s') });
    await advance(5000);
    expect(page.names()).toEqual(['kept']);
    expect(page.events('custom')[0].properties).toEqual({ when: when.toJSON() });
    expect(page.errors).toEqual([]);
  });

  it('properties stay as they were, also while consent is awaited', async () => {
    const page = await load({ html: TAG.replace('async', 'async data-consent="required"') });
    const properties = { step: 1 };
    page.hydra.track('step', properties);
    properties.step = 2;
    page.hydra.consent(true);
    await advance(5000);
    expect(page.events('custom')[0].properties).toEqual({ step: 1 });
  });

  // Proves: S5, S10
  it('ten thousand events in a loop do not push out who it is', async () => {
    const page = await load();
    page.hydra.identify('u_1');
    for (let i = 0; i < 10000; i++) page.hydra.track(`e${i}`);
    await advance(60000);
    expect(page.requests('identify')).toHaveLength(1);
    expect(page.names().at(-1)).toBe('e9999');

    const offline = await load();
    offline.online = false;
    offline.hydra.identify('u_2');
    for (let i = 0; i < 600; i++) offline.hydra.track(`e${i}`, { text: 'x'.repeat(3000) });
    await advance(6000);
    offline.hide();
    expect(offline.waiting.map((item) => item.user_id ?? item.type)).toContain('u_2');
    expect(offline.storage[BACKLOG].length).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('what may happen meanwhile', () => {
  const YEARS = 10 * 365 * 864e5;

  // Proves: S9, S10
  it.each([YEARS, -YEARS])('the clock jumps by %i ms: ages and waits stay right', async (jump) => {
    const page = await load();
    page.hydra.track('before');
    await advance(1000);
    page.turnClock(jump);
    page.hydra.track('after');
    await advance(4000);
    const [request] = page.requests('track');
    const ages = request.body.events.map((e: { ts: number }) => request.body.sent_at - e.ts);
    expect(ages).toEqual([5000, 5000, 4000]);

    page.answers.track = ['offline'];
    page.hydra.track('again');
    await advance(5100);
    page.turnClock(-jump);
    const tries = page.sent.length;
    await advance(3000);
    expect(page.sent.length).toBe(tries + 1);
  });

  // Proves: S10
  it('the network comes back: nobody waits for the next try, but as long as the server asked', async () => {
    const page = await load();
    page.online = false;
    page.hydra.track('x');
    await advance(200000);
    const tries = page.sent.length;
    page.online = true;
    page.fire('online');
    await settle();
    expect(page.sent.length).toBe(tries + 1);
    expect(page.names()).toContain('x');

    page.answers.track = [{ status: 429, headers: { 'Retry-After': '60' } }];
    page.hydra.track('y');
    await advance(6000);
    const asked = page.sent.length;
    page.fire('online');
    await settle();
    expect(page.sent.length).toBe(asked);
  });

  // Proves: S10
  it('a page opened offline asks again when the network is there', async () => {
    const page = await load({ answers: { init: Array(6).fill('offline') } });
    await advance(3600000);
    expect(page.requests('init')).toHaveLength(6);
    page.fire('online');
    await advance(5000);
    expect(page.events()).toHaveLength(1);
  });

  // Proves: S10
  it('two tabs share what waits: every event arrives, under one id', async () => {
    const first = await load();
    first.online = false;
    first.hydra.track('kept');
    await advance(6000);
    first.hide();
    const second = await load({ storage: first.storage });
    await advance(6000);
    first.online = true;
    first.fire('online');
    await advance(60000);
    const ids = [...first.events('custom'), ...second.events('custom')].map((e) => e.id);
    expect(new Set(ids).size).toBe(1);
    expect(second.names()).toEqual(['kept']);
  });

  // Proves: S16
  it('two widgets on a page that is left keep to what the browser lets go, together', async () => {
    const page = await load({
      html: `${TAG}${TAG.replace('pk_test', 'pk_two')}`,
    });
    const big = { text: 'x'.repeat(4000) };
    for (const key of ['pk_test', 'pk_two'])
      for (let i = 0; i < 10; i++) page.hydra.widget(key).track('big', big);
    page.hide();
    const bytes = page.requests('track').reduce((sum, r) => sum + String(r.options.body).length, 0);
    expect(bytes).toBeLessThanOrEqual(64 * 1024);
    const left = JSON.parse(page.storage.hydra_pk_two_queue).length;
    expect(page.events('custom').length + left).toBe(20);
  });

  it('a backlog that somebody spoiled', async () => {
    for (const spoiled of [
      'null',
      '{}',
      '[null]',
      '[{"a":"x","n":9,"t":1,"e":{}}]',
      '[{"a":"x","i":7}]',
      '"',
    ]) {
      const page = await load({ storage: { [BACKLOG]: spoiled } });
      await advance(6000);
      expect(page.events()).toHaveLength(1);
      expect(page.errors).toEqual([]);
    }
  });
});
