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

const SETS = ['set-properties', 'set-stage', 'set-deal'];

describe('what is set', () => {
  // Proves: A12, A14, A16, A25
  it('goes to its own address at once, and says whether it was applied', async () => {
    const page = await load();
    const { hydra } = page;
    const answers = [
      hydra.setProperties({ plan: 'growth', seats: 4 }),
      hydra.setStage('Trial'),
      hydra.setStage('Won', { company_id: 'c_1', mode: 'exact' }),
      hydra.setDeal({ value: 1200, stage: 'Won', company_id: 'c_1' }),
      hydra.setDeal({ value: '99.50' }),
    ];
    expect(await Promise.all(answers)).toEqual(Array(5).fill({ applied: true }));
    const common = { widget_key: KEY, anon_visitor_id: page.storage[SLOT] };
    const calls = page.sent.filter((r) => SETS.includes(r.path));
    expect(calls.map((r) => [r.path, r.body])).toEqual([
      ['set-properties', { ...common, properties: { plan: 'growth', seats: 4 } }],
      ['set-stage', { ...common, stage: 'Trial' }],
      ['set-stage', { ...common, stage: 'Won', company_id: 'c_1', mode: 'exact' }],
      ['set-deal', { ...common, value: 1200, stage: 'Won', company_id: 'c_1' }],
      ['set-deal', { ...common, value: '99.50' }],
    ]);
    expect(calls[0].url).toBe('https://crm.example/api/widget/set-properties');
    expect(calls[0].options).toMatchObject({ keepalive: true, credentials: 'omit' });
  });

  // Proves: A25
  it('keeps its place behind identify, one request at a time, also after a failure', async () => {
    const page = await load({ answers: { identify: [{ status: 503 }, 'offline'] } });
    page.hydra.track('before');
    page.hydra.identify('u_1', { email: 'a@b.example' });
    const stage = page.hydra.setStage('Trial');
    page.hydra.identify('u_1', { plan: 'b' });
    page.hydra.setDeal({ value: 5 });
    await advance(10000);
    expect(await stage).toEqual({ applied: true });
    expect(page.sent.map((r) => r.path).filter((path) => path !== 'init')).toEqual([
      'track',
      'identify',
      'identify',
      'identify',
      'set-stage',
      'identify',
      'set-deal',
    ]);
  });

  // Proves: A25
  it("carries the proof of who it is, until somebody else is, in this page's name only", async () => {
    const page = await load();
    const { hydra } = page;
    hydra.setProperties({ n: 1 });
    hydra.identify('u_1', { user_hash: 'abc' });
    hydra.setProperties({ n: 2 });
    hydra.identify('u_1', { plan: 'b' });
    hydra.setStage('Trial');
    hydra.identify('u_2');
    hydra.setProperties({ n: 3 });
    hydra.identify('u_3', { user_hash: 'def' });
    hydra.reset();
    hydra.setProperties({ n: 4 });
    hydra.identify('u_4', { user_hash: 'ghi' });
    // Another tab signs out.
    page.window.localStorage.setItem(SLOT, 'another-tab');
    hydra.setDeal({ value: 1 });
    await advance(1000);
    const said = page.sent
      .filter((r) => SETS.includes(r.path))
      .map(({ body }) => [body.user_id, body.user_hash]);
    expect(said).toEqual([
      [undefined, undefined],
      ['u_1', 'abc'],
      ['u_1', 'abc'],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  // Proves: A11, A17
  it('passes on why it was not applied, and takes any 4xx for the last word', async () => {
    const page = await load({
      answers: {
        'set-stage': [
          { status: 200, body: { applied: false, reason: 'set_by_person' } },
          { status: 422, body: { code: 'not_linked' } },
          { status: 403, body: { code: 'identity_unverified' } },
          { status: 404 },
          { status: 204 },
          { status: 429, headers: { 'Retry-After': '3' } },
        ],
      },
    });
    const answers = Array.from({ length: 6 }, () => page.hydra.setStage('Trial'));
    await advance(10000);
    expect((await Promise.all(answers)).map((r) => r.reason ?? r.applied)).toEqual([
      'set_by_person',
      'not_linked',
      'identity_unverified',
      'unknown',
      'unknown',
      true,
    ]);
    expect(page.requests('set-stage')).toHaveLength(7);
  });

  // Proves: A25
  it('never throws or rejects at what it cannot take', async () => {
    const page = await load({ html: TAG.replace('async', 'async data-debug') });
    const { hydra } = page;
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const answers = [
      hydra.setProperties(),
      hydra.setProperties('text'),
      hydra.setProperties([1]),
      hydra.setProperties(cyclic),
      hydra.setProperties({ text: 'x'.repeat(4096) }),
      hydra.setStage(),
      hydra.setStage(() => 1),
      hydra.setStage('x'.repeat(5000)),
      hydra.setDeal(),
      hydra.setDeal({}),
      hydra.setDeal({ stage: 'Won' }),
      hydra.setDeal({
        get value() {
          throw new Error('mine');
        },
      }),
    ];
    expect(await Promise.all(answers)).toEqual(
      answers.map(() => ({ applied: false, reason: 'invalid' })),
    );
    expect(page.warnings).toHaveLength(answers.length);
    expect(page.warnings[5]).toBe('[hydra] setStage: nothing to set');
    await advance(10000);
    expect(page.sent.filter((r) => SETS.includes(r.path))).toEqual([]);
    expect(page.errors).toEqual([]);
  });

  // Proves: A25
  it('works while tracking is off', async () => {
    const page = await load({ init: { tracking: false } });
    page.hydra.track('unwanted');
    page.hydra.identify('u_1');
    expect(await page.hydra.setProperties({ a: 1 })).toEqual({ applied: true });
    expect(page.sent.map((r) => r.path)).toEqual(['init', 'identify', 'set-properties']);
  });

  // Proves: S15, A25
  it('is kept by the snippet before the script has loaded', async () => {
    const page = await load({
      html: `${SNIPPET}<script>
        window.answered = hydra.setStage('Trial')
        hydra.setDeal({ value: 5 })
        hydra.identify('u_1')
        hydra.setProperties({ a: 1 })
      </script>${TAG}`,
    });
    await advance(1000);
    expect(page.window.answered).toBeUndefined();
    expect(page.sent.map((r) => r.path)).toEqual([
      'init',
      'track',
      'set-stage',
      'set-deal',
      'identify',
      'set-properties',
    ]);
  });

  // Proves: S21
  it('waits for consent, and says so when there is none', async () => {
    const required = TAG.replace('async', 'async data-consent="required"');
    const page = await load({ html: required });
    const given = { plan: 'a' };
    const answer = page.hydra.setProperties(given);
    given.plan = 'changed';
    await advance(10000);
    expect(page.sent).toEqual([]);
    expect(page.storage).toEqual({});
    page.hydra.consent(true);
    expect(await answer).toEqual({ applied: true });
    expect(page.requests('set-properties')[0].body.properties).toEqual({ plan: 'a' });

    const refused = await load({ html: required });
    const held = refused.hydra.setStage('Trial');
    refused.hydra.consent(false);
    const later = refused.hydra.setStage('Trial');
    for (const each of [held, later])
      expect(await each).toEqual({ applied: false, reason: 'dropped' });

    const withdrawn = await load();
    withdrawn.online = false;
    const under = withdrawn.hydra.setStage('Trial');
    const queued = withdrawn.hydra.setDeal({ value: 1 });
    await advance(100);
    withdrawn.hydra.consent(false);
    expect(await queued).toEqual({ applied: false, reason: 'dropped' });
    expect((await under).applied).toBe(false);
    expect(withdrawn.storage).toEqual({});
  });

  // Proves: S10
  it('is sent at the next visit, in order, if it could not be sent', async () => {
    const page = await load();
    page.online = false;
    page.hydra.identify('u_1', { user_hash: 'abc' });
    page.hydra.setStage('Trial');
    page.hydra.setStage('Trial');
    await advance(6000);
    page.hide();
    const storage = page.storage;
    page.close();
    const next = await load({ storage });
    await advance(1000);
    const calls = next.sent.filter((r) => !['init', 'track'].includes(r.path));
    expect(calls.map((r) => [r.path, r.body.user_hash])).toEqual([
      ['identify', 'abc'],
      ['set-stage', 'abc'],
      ['set-stage', 'abc'],
    ]);
    expect(next.storage[BACKLOG]).toBeUndefined();
  });

  // Proves: S10
  it('does not overtake an identify that is under way when the page is left', async () => {
    const page = await load();
    page.answers.identify = [new Promise(() => {})];
    page.hydra.identify('u_1');
    page.hydra.setStage('Trial');
    page.hydra.track('last');
    await settle();
    page.hide();
    expect(page.requests('identify')).toHaveLength(1);
    expect(page.requests('set-stage')).toEqual([]);
    expect(page.names()).toEqual(['last']);
    expect(page.waiting.map((item) => item.stage)).toEqual(['Trial']);
    const alone = await load();
    alone.answers['set-stage'] = [new Promise(() => {})];
    alone.window.dispatchEvent(new alone.window.Event('online'));
    alone.hydra.setStage('Trial');
    alone.hide();
    expect(alone.requests('set-stage')).toHaveLength(1);
  });
});

describe('identify', () => {
  // Proves: A5
  it('says which company, when that is more than a name', async () => {
    const page = await load();
    const email = 'a@b.example';
    page.hydra.identify('u_1', { email, company: 'Arrakis', stage: 'mine' });
    page.hydra.identify('u_1', {
      email,
      plan: 'b',
      company: { id: 'c_1', name: 'Arrakis' },
      company_ids: ['c_2'],
      stage: 'Trial',
    });
    await advance(100);
    const [plain, full] = page.requests('identify').map((r) => r.body);
    expect(plain.traits).toEqual({ email, company: 'Arrakis', stage: 'mine' });
    expect(plain.company ?? plain.stage).toBeUndefined();
    expect(full).toMatchObject({
      company: { id: 'c_1', name: 'Arrakis' },
      company_ids: ['c_2'],
      stage: 'Trial',
      traits: { email, plan: 'b' },
    });
    expect(full.traits).toEqual({ email, plan: 'b' });
  });
});
