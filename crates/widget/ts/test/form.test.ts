import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  advance,
  closePages,
  form,
  KEY,
  load,
  type Options,
  type Page,
  SLOT,
  settle,
  TAG,
  useClock,
} from './page';

beforeEach(useClock);
afterEach(closePages);

const PLACE = `<div data-hydra-form="${KEY}"><a href="mailto:hi@shop.example">Write to us</a></div>`;
const SCRIPT = '<script async src="https://crm.example/form.js"></script>';
const FORM = {
  title: 'Talk to us',
  button: 'Send',
  thanks: 'Thank you. We answer within a day.',
  fields: [
    { key: 'name', label: 'Name', kind: 'text', required: false },
    { key: 'email', label: 'Work email', kind: 'email', required: true },
    { key: 'phone', label: 'Phone', kind: 'phone', required: false },
    { key: 'teamSize', label: 'What do you need?', kind: 'textarea', required: true },
  ],
};
const INIT = { tracking: true, autocapture: {}, form: FORM };

const open = (options: Options = {}) => load({ html: PLACE + SCRIPT, init: INIT, ...options });
const doc = (page: Page): Document => page.window.document;
const box = (page: Page, label: string): HTMLInputElement => {
  const named = [...doc(page).querySelectorAll('label')].find((l) =>
    l.textContent?.startsWith(label),
  );
  return doc(page).getElementById(named?.htmlFor ?? '') as HTMLInputElement;
};
const type = (page: Page, label: string, text: string) => {
  box(page, label).value = text;
  page.fire('input', box(page, label));
};
const submit = async (page: Page) => {
  const event = new page.window.Event('submit', { bubbles: true, cancelable: true });
  doc(page).querySelector('form')?.dispatchEvent(event);
  await settle();
  return event as Event;
};
const fill = (page: Page) => {
  type(page, 'Work email', ' ada@shop.example ');
  type(page, 'What do you need?', 'Three lifts');
};
const text = (page: Page, selector: string) => doc(page).querySelector(selector)?.textContent;

// Proves: S20
it('is small', () => {
  expect(gzipSync(form, { level: 9 }).length).toBeLessThan(4096);
});

describe('the form', () => {
  // Proves: H13, H50
  it('stands where its place is, as the settings say', async () => {
    const page = await open();
    const fields = [...doc(page).querySelectorAll('label')].map((l) => l.textContent);
    expect(fields).toEqual(['Name', 'Work email *', 'Phone', 'What do you need? *']);
    expect(text(page, 'form p')).toBe('Talk to us');
    expect(text(page, 'form button')).toBe('Send');
    expect(text(page, 'a')).toBeUndefined();
    expect(box(page, 'Work email')).toMatchObject({
      type: 'email',
      autocomplete: 'email',
      required: true,
    });
    expect(box(page, 'Phone')).toMatchObject({ type: 'tel', autocomplete: 'tel' });
    expect(box(page, 'What').tagName).toBe('TEXTAREA');
    expect(page.requests('init').map((r) => r.body)).toEqual([{ widget_key: KEY }]);
    expect(page.errors).toEqual([]);
  });

  // Proves: H13
  it('leaves what stood there when the widget is unknown, or nobody answers', async () => {
    const unknown = await open({ init: { tracking: false, autocapture: {} } });
    expect(text(unknown, 'a')).toBe('Write to us');
    const away = await open({ answers: { init: ['offline', { status: 503 }] } });
    expect(text(away, 'a')).toBe('Write to us');
    await advance(5000);
    expect(doc(away).querySelectorAll('form')).toHaveLength(1);
  });

  it('is made once for each place, whatever the number of scripts', async () => {
    const page = await open({ html: PLACE + SCRIPT + PLACE + SCRIPT });
    expect(doc(page).querySelectorAll('form')).toHaveLength(2);
    const ids = [...doc(page).querySelectorAll('[id]')].map((e) => e.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes labels as text, never as markup', async () => {
    const label = '<img src=x onerror="document.title = 1">';
    const fields = [{ key: 'email', label, kind: 'email', required: true }];
    const page = await open({ init: { ...INIT, form: { ...FORM, title: label, fields } } });
    expect(doc(page).querySelector('img')).toBeNull();
    expect(text(page, 'label')).toBe(`${label} *`);
  });
});

describe('what is sent', () => {
  // Proves: H13, S5
  it('is what was typed, with the page and the visitor the widget knows', async () => {
    const page = await open({ html: TAG + PLACE + SCRIPT });
    fill(page);
    expect((await submit(page)).defaultPrevented).toBe(true);
    const [sent] = page.requests('form');
    expect(sent.url).toBe('https://crm.example/api/widget/form');
    expect(sent.body).toEqual({
      widget_key: KEY,
      anon_visitor_id: page.storage[SLOT],
      page: 'https://shop.example/start?a=1',
      fields: { name: '', email: 'ada@shop.example', phone: '', teamSize: 'Three lifts' },
      website: '',
    });
    expect(page.storage[SLOT]).toMatch(/^[\w-]{36}$/);
  });

  // Proves: S21
  it('names no visitor before there is consent', async () => {
    const tag = TAG.replace(' async', ' async data-consent="required"');
    const page = await open({ html: tag + PLACE + SCRIPT });
    fill(page);
    await submit(page);
    expect(page.requests('form')[0].body).not.toHaveProperty('anon_visitor_id');
    expect(page.storage).toEqual({});
  });

  it('says what a program put where people see nothing', async () => {
    const page = await open();
    const trap = doc(page).querySelector<HTMLInputElement>('[name=website]');
    expect(trap).toMatchObject({ tabIndex: -1, autocomplete: 'off' });
    expect(trap?.getAttribute('aria-hidden')).toBe('true');
    (trap as HTMLInputElement).value = 'https://spam.example';
    fill(page);
    await submit(page);
    expect(page.requests('form')[0].body.website).toBe('https://spam.example');
  });

  // Proves: H13
  it('is thanked for: the words get the focus, and the page is told', async () => {
    const page = await open();
    const told: unknown[] = [];
    doc(page).addEventListener('hydra:form', (e) => told.push((e as CustomEvent).detail));
    const status = doc(page).querySelector('[role=status]');
    expect(status?.textContent).toBe('');
    fill(page);
    await submit(page);
    expect(doc(page).querySelector('form')).toBeNull();
    expect(status?.textContent).toBe(FORM.thanks);
    expect(doc(page).activeElement).toBe(status);
    expect(told).toEqual([{ key: KEY }]);
  });

  it('goes once, however often the button is pressed', async () => {
    let answer = (_: { status: number }) => {};
    const held = new Promise<{ status: number }>((resolve) => {
      answer = resolve;
    });
    const page = await open({ answers: { form: [held] } });
    fill(page);
    await submit(page);
    await submit(page);
    const button = doc(page).querySelector('button') as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    expect(doc(page).querySelector('form')?.getAttribute('aria-busy')).toBe('true');
    answer({ status: 202 });
    await settle();
    expect(page.requests('form')).toHaveLength(1);
  });
});

describe('what is wrong', () => {
  it('is said at its field before anything is sent, the first gets the focus', async () => {
    const page = await open();
    type(page, 'Work email', 'not an address');
    await submit(page);
    expect(page.requests('form')).toEqual([]);
    for (const label of ['Work email', 'What do you need?']) {
      const input = box(page, label);
      expect(input.getAttribute('aria-invalid')).toBe('true');
      const words = doc(page).getElementById(input.getAttribute('aria-describedby') ?? '');
      expect(words?.textContent).toBeTruthy();
    }
    expect(doc(page).activeElement).toBe(box(page, 'Work email'));
    expect(box(page, 'Phone').hasAttribute('aria-invalid')).toBe(false);
    type(page, 'Work email', 'ada@shop.example');
    expect(box(page, 'Work email').hasAttribute('aria-invalid')).toBe(false);
  });

  it('by the server’s word: at the field that it names, else below', async () => {
    const errors = [
      { field: 'phone', message: 'This is no phone number.' },
      { field: 'page', message: 'This page is not known.' },
    ];
    const page = await open({
      answers: { form: [{ status: 422, body: { title: 'Invalid', errors } }] },
    });
    fill(page);
    type(page, 'Phone', '12');
    await submit(page);
    const phone = box(page, 'Phone');
    expect(
      doc(page).getElementById(phone.getAttribute('aria-describedby') ?? '')?.textContent,
    ).toBe('This is no phone number.');
    expect(text(page, '[role=alert]')).toBe('This page is not known.');
    expect(doc(page).activeElement).toBe(phone);
  });

  it.each([
    ['the network', 'offline' as const, /^This was not sent/],
    ['the server', { status: 503 }, /^This was not sent/],
    ['too many', { status: 429, body: { title: 'Too many requests' } }, /^This was not sent/],
    [
      'a refusal',
      { status: 403, body: { title: 'No', detail: 'Not from here.' } },
      /^Not from here/,
    ],
    ['a riddle', { status: 400 }, /^This was not sent/],
  ])('%s: what was typed stays, and the next try goes', async (_, answer, words) => {
    const page = await open({ answers: { form: [answer] } });
    fill(page);
    await submit(page);
    expect(text(page, '[role=alert]')).toMatch(words);
    expect(box(page, 'What do you need?').value).toBe('Three lifts');
    expect(doc(page).activeElement).toBe(doc(page).querySelector('button'));
    await submit(page);
    expect(text(page, '[role=status]')).toBe(FORM.thanks);
    expect(page.errors).toEqual([]);
  });

  it('in the page’s own words, where it has some', async () => {
    const place = PLACE.replace('<div', '<div data-failed="Nicht gesendet."');
    const page = await open({ html: place + SCRIPT, answers: { form: ['offline'] } });
    fill(page);
    await submit(page);
    expect(text(page, '[role=alert]')).toBe('Nicht gesendet.');
  });
});

// Proves: S4
it('a page that broke its own globals is not made worse', async () => {
  const broken = `<script>
    JSON.stringify = function () { throw new Error('no') }
    Array.prototype.toJSON = function () { return 'no' }
    Storage.prototype.getItem = function () { throw new Error('no') }
  </script>`;
  const page = await open({ html: broken + PLACE + SCRIPT });
  fill(page);
  await submit(page);
  expect(page.requests('form')[0].body.fields.email).toBe('ada@shop.example');
  expect(text(page, '[role=status]')).toBe(FORM.thanks);
  expect(page.errors).toEqual([]);
});
