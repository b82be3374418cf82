import { button, make } from './chat-message';
import { createPanel, icon } from './chat-panel';
import { createState } from './chat-state';
import { dress } from './chat-style';
import { createTalk } from './chat-talk';
import { askInit } from './init';
import { listen, quietly, safely } from './safe';
import type { ChatSettings, ChatTag, Config } from './types';

const HOST = 'hydra-chat';
const BUBBLE =
  'M12 4c5 0 8.5 3.2 8.5 7.3s-3.5 7.3-8.5 7.3c-.9 0-1.8-.1-2.6-.3L5 20.5l.8-3.7c-1.5-1.3-2.3-3.2-2.3-5.5C3.5 7.2 7 4 12 4z';
const DOWN = 'M6 9.5l6 6 6-6';

const mount = (config: Config, settings: ChatSettings): void => {
  // One chat a page, whatever the number of widgets.
  if (document.querySelector(HOST)) return;
  const host = document.createElement(HOST);
  const root = host.attachShadow({ mode: 'open' });
  const all = make('div', 'all', '', { lang: 'en' });
  const state = createState(config);
  const talk = createTalk(config, state, () => safely(render));
  let open = false;
  /** Where the focus was before the panel was opened. */
  let back: Element | null = null;

  const turn = (on: boolean): void => {
    if (on === open) return;
    const inside = root.activeElement;
    open = on;
    if (on) back = document.activeElement;
    talk.turn(on);
    if (on) view.show();
    // Only what had the focus gives it back.
    else if (inside) {
      const known = back !== host && back !== document.body && back?.isConnected;
      ((known ? back : launch) as HTMLElement).focus();
    }
  };

  const launch = button('launch', '', () => turn(!open));
  const badge = make('span', 'badge', '', { 'aria-hidden': 'true' });
  const news = make('div', 'sr', '', { role: 'status' });
  const view = createPanel(settings, state, talk, () => turn(false));
  const drawn = [icon(BUBBLE), icon(DOWN)];
  launch.append(...drawn, badge);
  launch.setAttribute('aria-haspopup', 'dialog');

  function render(): void {
    const unread = open ? 0 : state.unread();
    const count = `${unread} unread message${unread === 1 ? '' : 's'}`;
    launch.setAttribute('aria-expanded', `${open}`);
    launch.setAttribute('aria-label', unread ? `Chat, ${count}` : 'Chat');
    drawn.forEach((drawing, i) => {
      drawing.style.display = open === !!i ? '' : 'none';
    });
    badge.hidden = !unread;
    badge.textContent = unread > 9 ? '9+' : `${unread}`;
    const told = unread ? `Chat: ${count}` : '';
    if (news.textContent !== told) news.textContent = told;
    all.classList.toggle('is-open', open);
    view.panel.hidden = !open;
    if (open) view.update();
  }

  dress(root);
  all.append(view.panel, launch, news);
  root.append(all);
  listen(root, 'keydown', (event) => {
    const { key, isComposing } = event as KeyboardEvent;
    if (key === 'Escape' && !isComposing) turn(false);
  });
  // The page's shortcuts are not meant for who writes here.
  for (const type of ['keydown', 'keypress', 'keyup'])
    listen(root, type, (event) => event.stopPropagation());
  // Not in the body: pages replace that, move it, and hide it behind their own dialogs.
  document.documentElement.append(host);
  render();

  const obey = (wish: unknown): void => {
    if (wish === 'open' || wish === 'close') turn(wish === 'open');
  };
  obey(config.wish);
  Object.defineProperty(config, 'wish', { set: (wish) => safely(() => obey(wish)) });
};

/** A page that asks for the chat before there is consent finds the server not asked yet. */
const start = async (config: Config): Promise<void> => {
  const { key, origin, chat } = config;
  const settings = chat === undefined ? (await askInit<Config>(origin, key))?.chat : chat;
  if (settings) mount(config, settings);
};

safely(() => {
  const { hydra } = document.currentScript as unknown as ChatTag;
  if (hydra) quietly(start(hydra));
});
