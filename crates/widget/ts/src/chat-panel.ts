import { createMail, createPicks } from './chat-answers';
import { button, createMessage, type MessageView, make } from './chat-message';
import type { Entry, State } from './chat-state';
import type { Talk } from './chat-talk';
import { listen, safely } from './safe';
import type { ChatSettings } from './types';

const MAX_BODY = 4000;
const NEAR = 80;
const TOUCH = '(pointer: coarse)';
/** As in the styles. */
const FULL = '(max-width: 480px), (max-height: 480px)';

/** A drawing of lines; by hand, because a page's policy may refuse markup from text. */
export const icon = (path: string): SVGElement => {
  const name = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(name, 'svg');
  const line = document.createElementNS(name, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
};

/** The panel with its messages and the place to write. */
export const createPanel = (settings: ChatSettings, chat: State, talk: Talk, close: () => void) => {
  const { state } = chat;
  const panel = make('div', 'panel', '', { role: 'dialog', 'aria-label': settings.title });
  const head = make('div', 'head');
  const title = make('h2', '', settings.title, { dir: 'auto' });
  const shut = button('icon', '', close);
  const log = make('div', 'log', '', {
    role: 'log',
    'aria-live': 'polite',
    'aria-label': 'Messages',
    tabindex: '0',
  });
  const foot = make('div', 'foot');
  const note = make('p', 'note', '', { role: 'status' });
  const write = make('form', 'line');
  const input = make('textarea', '', '', {
    'aria-label': 'Message',
    placeholder: 'Write a message',
    rows: '1',
    maxlength: `${MAX_BODY}`,
    dir: 'auto',
    enterkeyhint: 'send',
  });
  let said = '';
  let views: MessageView[] = [];

  /** On a touch screen the text field would bring up the keyboard over what is to be read. */
  const settle = (): void => {
    const touch = safely(() => matchMedia(TOUCH).matches);
    (touch ? log : input).focus({ preventScroll: true });
  };
  const picks = createPicks(chat, talk, (failed) => {
    said = failed ? 'Not sent. Please try again.' : '';
    settle();
  });
  const mail = createMail(chat, talk, settings.ask_email, () => {
    said = 'Thank you. If you leave, we answer by email.';
    settle();
  });

  panel.hidden = true;
  shut.setAttribute('aria-label', 'Close chat');
  shut.append(icon('M6 6l12 12M18 6L6 18'));
  head.append(title, shut);
  write.append(input, make('button', 'fill', 'Send', { type: 'submit' }));
  foot.append(picks.row, note, mail.form, write);
  panel.append(head, log, foot);

  const fit = (): void => {
    input.style.height = '';
    input.style.height = `${Math.max(44, input.scrollHeight + 2)}px`;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = input.value.trim();
    if (text) {
      said = '';
      input.value = '';
      talk.write(text);
      log.scrollTop = log.scrollHeight;
    }
    fit();
    input.focus();
  };
  const press = (event: Event): void => {
    const { key, shiftKey, isComposing, keyCode } = event as KeyboardEvent;
    // Enter also ends the writing of a Japanese word, say; Safari tells of that by the code alone.
    if (key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229) submit(event);
  };
  /** The keyboard of an iPhone lies over what is fixed: the panel then takes what can be seen. */
  const eye = window.visualViewport;
  const cling = (): void => {
    const { height, offsetTop, scale } = eye as VisualViewport;
    const on = scale === 1 && matchMedia(FULL).matches;
    panel.style.height = on ? `${height}px` : '';
    panel.style.top = on ? `${offsetTop}px` : '';
  };
  if (eye) for (const type of ['resize', 'scroll']) listen(eye, type, cling);
  listen(write, 'submit', submit, { passive: false });
  listen(input, 'keydown', press, { passive: false });
  listen(input, 'input', fit);

  const retry = (entry: Entry): void => {
    talk.retry(entry);
    settle();
  };

  /** What does not change keeps its element: only what is new is read out. */
  const list = (): void => {
    const { entries } = state;
    const low = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    const before = views.length;
    views = entries.map(
      (entry) => views.find((view) => view.entry === entry) || createMessage(entry, retry),
    );
    for (const row of Array.prototype.slice.call(log.children))
      if (!views.some((view) => view.row === row)) row.remove();
    views.forEach(({ row, update, sameAs }, i) => {
      const next = entries[i + 1];
      update(!!next && safely(() => sameAs(next)) === true);
      if (log.children[i] !== row) log.insertBefore(row, log.children[i] || null);
    });
    if (low || !before) log.scrollTop = log.scrollHeight;
  };

  const noteOf = (): string => {
    const trouble = talk.trouble();
    if (trouble === 'refused') return 'The chat is closed at the moment.';
    if (trouble) return 'No connection. Trying again…';
    if (!state.loaded) return 'Loading…';
    return said || (state.closed ? 'This conversation is closed. Write to open it again.' : '');
  };

  return {
    panel,
    update(): void {
      list();
      picks.update();
      mail.update();
      const kind = state.question ? state.question.kind : '';
      const text = noteOf();
      if (note.textContent !== text) note.textContent = text;
      input.inputMode = kind === 'email' ? 'email' : kind === 'phone' ? 'tel' : '';
      const fill = kind === 'email' ? 'email' : kind === 'phone' ? 'tel' : 'off';
      input.setAttribute('autocomplete', fill);
      input.autocapitalize = kind === 'email' ? 'none' : '';
    },
    show(): void {
      panel.hidden = false;
      log.scrollTop = log.scrollHeight;
      input.focus({ preventScroll: true });
    },
  };
};
