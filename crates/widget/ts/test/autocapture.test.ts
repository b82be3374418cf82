import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advance, closePages, load, type Page, settle, useClock } from './page';

beforeEach(useClock);
afterEach(closePages);

const withBody = async (html: string, autocapture: object): Promise<Page> => {
  const page = await load({ init: { tracking: true, autocapture } });
  page.window.document.body.innerHTML = html;
  page.window.document.addEventListener('click', (event: Event) => event.preventDefault());
  return page;
};

const click = (page: Page, selector: string): void =>
  page.window.document
    .querySelector(selector)
    .dispatchEvent(
      new page.window.MouseEvent('click', { bubbles: true, composed: true, cancelable: true }),
    );

describe('clicks', () => {
  const html = `
    <button id="a">  Start
      your trial </button>
    <a id="b" href="/pricing"><span id="c">Prices</span></a>
    <div role="button" id="d">Open</div>
    <div data-hydra-click="hero" id="e"><i id="f"></i></div>
    <p id="g">Text</p>
    <button id="h">${'long '.repeat(40)}</button>
    <div data-hydra-click id="i" aria-label="Notes">secret<textarea>secret</textarea></div>
    <input role="button" id="j" value="secret">
    <a id="k" href="https://other.example/x">Elsewhere</a>
    <a id="l" href="mailto:a@b.example">Write</a>`;

  // Proves: S26
  it('are recorded with a name that is never what somebody typed', async () => {
    const page = await withBody(html, { clicks: true });
    for (const id of 'acdfghijkl') click(page, `#${id}`);
    await advance(5000);
    const events = page.events('click');
    const names = events.map((e) => e.name);
    expect(names.slice(0, 4)).toEqual(['Start your trial', 'Prices', 'Open', 'hero']);
    expect(names[4]).toHaveLength(80);
    expect(names.slice(5)).toEqual(['Notes', 'input', 'Elsewhere', 'Write']);
    expect(events[1].properties).toEqual({ tag: 'a', href: 'https://shop.example/pricing' });
    expect(JSON.stringify(page.sent)).not.toContain('secret');
    expect(page.events('outbound_click')).toEqual([]);
  });

  // Proves: S26
  it('on links to another host are outbound clicks, and sent at once', async () => {
    const page = await withBody(html, { clicks: true, outbound: true });
    click(page, '#k');
    click(page, '#l');
    await settle();
    expect(page.events('outbound_click')).toMatchObject([
      { name: 'Elsewhere', properties: { href: 'https://other.example/x' } },
    ]);
    await advance(5000);
    expect(page.events('click').map((e) => e.name)).toEqual(['Write']);
  });

  it("have an address that is text, and not longer than another page view's", async () => {
    const page = await withBody(
      `<svg><a id="a" href="/x"><text id="b">In a drawing</text></a></svg>
       <a id="c" href="data:text/plain,${'x'.repeat(9000)}">Save</a>`,
      { clicks: true },
    );
    click(page, '#b');
    click(page, '#c');
    await advance(5000);
    const [drawn, long] = page.events('click').map((e) => e.properties.href);
    expect(typeof drawn).not.toBe('object');
    expect(long).toHaveLength(2048);
  });

  it('are not recorded unless the widget says so', async () => {
    const page = await withBody(html, {});
    for (const id of 'abk') click(page, `#${id}`);
    await advance(5000);
    expect(page.events().map((e) => e.type)).toEqual(['pageview']);
  });
});

describe('scroll depth', () => {
  // Proves: S26
  it('is recorded once for each quarter of each page view', async () => {
    const page = await withBody('', { scroll: true });
    const { window } = page;
    Object.defineProperty(window.document.documentElement, 'scrollHeight', { value: 4000 });
    window.innerHeight = 1000;
    const scroll = async (y: number) => {
      window.scrollY = y;
      page.fire('scroll');
      page.fire('scroll');
      await advance(300);
    };
    await scroll(0);
    await scroll(10);
    await scroll(2100);
    await scroll(100);
    await scroll(3000);
    page.go('/next');
    await scroll(500);
    await advance(5000);
    expect(page.events('scroll').map((e) => e.properties.depth)).toEqual([25, 50, 75, 100, 25]);
  });
});
