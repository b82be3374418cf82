import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advance, closePages, KEY, load, SLOT, SNIPPET, settle, TAG, useClock } from './page';

beforeEach(useClock);
afterEach(closePages);

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('page views', () => {
  // Proves: S2
  it('reports the page on load and every route of a single-page app', async () => {
    const page = await load({ referrer: 'https://search.example/?q=lifts' });
    page.go('/pricing');
    page.go('/pricing?plan=b', 'replaceState');
    page.window.history.back();
    await advance(50);
    page.window.location.hash = '#faq';
    await advance(50);
    await advance(5000);
    const views = page.events('pageview');
    const paths = views.map((view) => view.url.replace('https://shop.example', ''));
    expect(paths.slice(0, 3)).toEqual(['/start?a=1', '/pricing', '/pricing?plan=b']);
    expect(paths.at(-1)).toMatch(/#faq$/);
    expect(paths).toHaveLength(5);
    expect(views[0].referrer).toBe('https://search.example/?q=lifts');
    expect(views[1].referrer).toBe('https://shop.example/start?a=1');
    expect(views[2].referrer).toBe('https://shop.example/pricing');
  });

  // Proves: S2
  it('says nothing when the URL stays the same', async () => {
    const page = await load();
    page.go('/start?a=1', 'replaceState');
    page.go('/start?a=1');
    page.fire('popstate');
    page.fire('hashchange');
    await advance(5000);
    expect(page.events('pageview')).toHaveLength(1);
  });

  // Proves: S2
  it('leaves the History API as it found it, for the page', async () => {
    const calls: unknown[] = [];
    const page = await load({
      prepare(window) {
        const original = window.history.pushState;
        window.history.pushState = function (...args: unknown[]) {
          calls.push(this === window.history);
          return original.apply(this, args);
        };
      },
    });
    page.window.history.pushState({ n: 1 }, '', '/next');
    expect(page.window.history.state).toEqual({ n: 1 });
    expect(calls).toEqual([true]);
    expect(() => page.window.history.pushState({}, '', 'https://other.example/')).toThrow();
    await advance(5000);
    expect(page.events('pageview')).toHaveLength(2);
  });

  // Proves: S2
  it('counts a page that the back button brings back from the cache', async () => {
    const page = await load();
    const event = new page.window.Event('pageshow');
    event.persisted = true;
    page.window.dispatchEvent(event);
    await advance(5000);
    expect(page.events('pageview')).toHaveLength(2);
  });

  // Proves: A25
  it('does not report by itself with data-autotrack="off"', async () => {
    const page = await load({
      html: TAG.replace('async', 'async data-autotrack="off"'),
      init: { tracking: true, autocapture: { clicks: true } },
    });
    page.go('/next');
    page.window.document.body.innerHTML = '<button>Go</button>';
    page.window.document.querySelector('button').click();
    page.hydra.track('only_this');
    await advance(5000);
    expect(page.events().map((event) => event.type)).toEqual(['custom']);
  });

  it('waits until a prerendered page is seen', async () => {
    const page = await load({
      prepare(window) {
        Object.defineProperty(window.document, 'prerendering', {
          value: true,
          configurable: true,
        });
      },
    });
    page.hydra.track('early');
    await advance(6000);
    expect(page.sent).toEqual([]);
    Object.defineProperty(page.window.document, 'prerendering', { value: false });
    page.fire('prerenderingchange', page.window.document);
    await advance(6000);
    expect(page.events().map((event) => event.type)).toEqual(['pageview', 'custom']);
  });
});

describe('track', () => {
  // Proves: S4, S16
  it('sends the event with its page, time and id under the widget key', async () => {
    const page = await load();
    await advance(1000);
    page.hydra.track('clicked_upgrade', { plan: 'growth' });
    await advance(4000);
    const [request] = page.requests('track');
    expect(request.url).toBe('https://crm.example/api/widget/track');
    expect(request.body.widget_key).toBe(KEY);
    expect(request.body.anon_visitor_id).toBe(page.storage[SLOT]);
    expect(request.body.sent_at).toBe(request.at);
    const event = page.events('custom')[0];
    expect(event).toEqual({
      id: expect.stringMatching(UUID7),
      type: 'custom',
      name: 'clicked_upgrade',
      properties: { plan: 'growth' },
      url: 'https://shop.example/start?a=1',
      ts: request.at - 4000,
    });
  });

  // Proves: S4
  it('accepts what is within the limits and refuses the rest without throwing', async () => {
    const page = await load({ html: TAG.replace('async', 'async data-debug') });
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const exact = 'ä'.repeat((4096 - '{"a":""}'.length) / 2);
    const refused: unknown[][] = [
      [],
      [''],
      ['   '],
      [7],
      [{}],
      ['n'.repeat(101)],
      ['x', 'text'],
      ['x', [1]],
      ['x', 5],
      ['x', new page.window.Date()],
      ['x', page.window.document.body],
      ['x', cyclic],
      ['x', { a: `${exact}a` }],
      ['x', { value: {} }],
    ];
    for (const args of refused) expect(() => page.hydra.track(...args)).not.toThrow();
    expect(page.warnings).toHaveLength(refused.length);
    expect(page.warnings[0]).toMatch(/^\[hydra\] track: name: 1 to 100/);
    page.hydra.track('n'.repeat(100));
    page.hydra.track('😀'.repeat(100));
    page.hydra.track('at_the_limit', { a: exact });
    page.hydra.track('empty', {});
    page.hydra.track('none', null);
    await advance(5000);
    expect(page.events('custom')).toHaveLength(5);
    expect(page.warnings).toHaveLength(refused.length);
    expect(page.errors).toEqual([]);
  });

  // Proves: S4
  it('is silent about mistakes without data-debug', async () => {
    const page = await load();
    page.hydra.track('');
    page.hydra.identify(null);
    expect(page.warnings).toEqual([]);
  });

  // Proves: A25
  it('takes {value, company_id} as a milestone, anything more as properties', async () => {
    const page = await load();
    page.hydra.track('deal_signed', { value: 1200, company_id: 'c_1' });
    page.hydra.track('rated', { value: 5, stars: true });
    await advance(5000);
    const [milestone, rated] = page.events('custom');
    expect(milestone).toMatchObject({ value: 1200, company_id: 'c_1' });
    expect(milestone.properties).toBeUndefined();
    expect(rated.properties).toEqual({ value: 5, stars: true });
  });

  it('keeps properties as they were at the time of the call', async () => {
    const page = await load();
    const properties = { step: 1 };
    page.hydra.track('step', properties);
    properties.step = 2;
    await advance(5000);
    expect(page.events('custom')[0].properties).toEqual({ step: 1 });
  });

  it('mints ids that sort in the order of the calls', async () => {
    const page = await load();
    for (let i = 0; i < 20; i++) page.hydra.track(`n${i}`);
    await advance(5000);
    const ids = page.events().map((event) => event.id);
    expect(new Set(ids).size).toBe(21);
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('before the script has loaded', () => {
  // Proves: S15
  it('replays what the snippet kept, in order and with its time, after the page view', async () => {
    const page = await load({
      html: `${SNIPPET}<script>hydra.track('first', {a: 1}); hydra.identify('u_1', {name: 'Ada'}); hydra.track('second')</script>${TAG}`,
    });
    await advance(5000);
    const order = page.sent.flatMap(({ path, body }) =>
      path === 'track'
        ? body.events.map((e: { type: string; name?: string }) => e.name ?? e.type)
        : [path],
    );
    expect(order).toEqual(['init', 'pageview', 'first', 'identify', 'second']);
  });

  // Proves: S15
  it("takes the seed document's two-element entries, a given time, and junk", async () => {
    const now = Date.now();
    const page = await load({
      html: `<script>(function () {
        var q = []
        window.hydra = { _q: q, track: function () { q.push(['track', arguments]) }, identify: function () {} }
        hydra.track('plain')
        q.push(['track', ['timed'], ${now - 3000}], null, 7, 'track', ['nothing'], ['toString', []], [], ['track'])
        window.kept = hydra.track
      })()</script>${TAG}`,
    });
    page.window.kept('through the old function');
    await advance(5000);
    const [view, plain, timed] = page.events();
    expect(page.names()).toEqual(['plain', 'timed', 'through the old function']);
    expect(plain.ts).toBeGreaterThanOrEqual(now);
    expect(timed.ts).toBe(now - 3000);
    expect(view).toMatchObject({ type: 'pageview', ts: now - 3000 });
    expect(page.errors).toEqual([]);
  });

  // Proves: S15, S21
  it('replays reset and consent as well', async () => {
    const page = await load({
      html: `${SNIPPET}<script>hydra.track('old'); hydra.reset(); hydra.track('new')</script>${TAG}`,
    });
    await advance(10000);
    const [first, second] = page.requests('track');
    expect(first.body.anon_visitor_id).not.toBe(second.body.anon_visitor_id);
    const refused = await load({
      html: `${SNIPPET}<script>hydra.track('x'); hydra.consent(false)</script>${TAG}`,
    });
    await advance(10000);
    expect(refused.sent).toEqual([]);
    expect(refused.storage).toEqual({});
  });

  // Proves: S15
  it('needs no snippet when the script is loaded synchronously', async () => {
    const page = await load({
      html: `${TAG.replace('async ', '')}<script>hydra.track('after')</script>`,
    });
    await advance(5000);
    expect(page.names()).toEqual(['after']);
  });
});

describe('the page', () => {
  // Proves: S20
  it('sends nothing before the page has loaded, unless the visitor leaves', async () => {
    const html = `${TAG}<script async src="/slow.js"></script>`;
    const page = await load({ html });
    page.hydra.track('early');
    await advance(20000);
    expect(page.window.document.readyState).toBe('interactive');
    expect(page.sent).toEqual([]);
    page.fire('load');
    await settle();
    expect(page.sent.map((request) => request.path)).toEqual(['init']);
    const left = await load({ html });
    left.hide();
    expect(left.events().map((event) => event.type)).toEqual(['pageview']);
  });

  // Proves: S16
  it('keeps several widgets on one page apart', async () => {
    const page = await load({
      html: `${TAG}<script async src="https://crm.example/widget.js" data-key="pk_two"></script>${TAG}`,
    });
    page.hydra.track('one');
    page.hydra.widget('pk_two').track('two');
    await advance(5000);
    const byKey = (key: string) => page.requests('track').filter((r) => r.body.widget_key === key);
    expect(page.requests('init')).toHaveLength(2);
    expect(byKey(KEY).flatMap((r) => r.body.events.map((e: { type: string }) => e.type))).toEqual([
      'pageview',
      'custom',
    ]);
    expect(
      byKey('pk_two').flatMap((r) => r.body.events.map((e: { name?: string }) => e.name)),
    ).toEqual([undefined, 'two']);
    expect(byKey(KEY)[0].body.anon_visitor_id).not.toBe(byKey('pk_two')[0].body.anon_visitor_id);
    expect(page.hydra.widget(KEY)).toBeTypeOf('object');
    expect(page.hydra.widget('pk_none')).toBeUndefined();
  });

  it('gets no global but window.hydra', async () => {
    const plain = await load({ html: '<script>window.hydra = {_boot: 1}</script>' });
    const page = await load();
    const extra = Object.keys(page.window).filter((name) => !(name in plain.window));
    expect(extra).toEqual([]);
  });

  it('survives a page that breaks what it uses', async () => {
    const page = await load({
      html: `<script>window.hydra = 5</script>${TAG}`,
      prepare(window) {
        window.fetch = () => {
          throw new Error('blocked');
        };
        window.TextEncoder = undefined;
      },
    });
    expect(() => page.hydra.track('x', { a: 1 })).not.toThrow();
    expect(() => page.hydra.identify('u')).not.toThrow();
    expect(() => page.hydra.consent('maybe')).not.toThrow();
    page.hide();
    await advance(60000);
    expect(page.errors).toEqual([]);
  });

  it('does nothing without a key', async () => {
    const page = await load({ html: TAG.replace(/data-key="\w+"/, 'data-key="" data-debug') });
    expect(page.window.hydra).toBeUndefined();
    expect(page.warnings).toEqual(['[hydra] no data-key']);
  });
});
