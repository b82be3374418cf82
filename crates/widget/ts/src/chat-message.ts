import type { Marked } from './autocapture';
import type { Entry } from './chat-state';
import { listen, safely } from './safe';

/** An element of the chat: its controls are marked, so that nothing done in it becomes an event. */
export const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  text = '',
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  (element as Marked).hydra = true;
  element.className = name;
  element.textContent = text;
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  return element;
};

export const button = (name: string, text: string, act: () => void): HTMLButtonElement => {
  const element = make('button', name, text, { type: 'button' });
  listen(element, 'click', act);
  return element;
};

const LINK = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/;

/** Text, in which addresses of the web are links. */
const words = (into: HTMLElement, text: string): void => {
  // With its one group, every second part is an address.
  text.split(LINK).forEach((part, i) => {
    const url = i % 2 ? safely(() => new URL(part)) : undefined;
    if (url && /^https?:$/.test(url.protocol)) {
      const link = { href: url.href, target: '_blank', rel: 'noopener noreferrer nofollow' };
      into.append(make('a', '', part, link));
    } else into.append(part);
  });
};

const clock = (at: string): string => {
  const time = new Date(at);
  const today = time.toDateString() === new Date().toDateString();
  const day = today ? {} : ({ day: 'numeric', month: 'short' } as const);
  return time.toLocaleString([], { ...day, hour: '2-digit', minute: '2-digit' });
};

const authorOf = ({ author, name }: Entry): string =>
  author === 'bot' ? 'Bot' : author === 'team' ? name || 'Team' : '';

/** One message: its words, and below them who said them and when, or that they are not sent. */
export const createMessage = (entry: Entry, retry: (entry: Entry) => void) => {
  const row = make('div', `row ${entry.author}`);
  const body = make('div', 'body', '', { dir: 'auto' });
  const caption = make('div', 'caption');
  const again = button('again', 'Try again', () => retry(entry));
  words(body, entry.body);
  row.append(body, caption);
  let shown = '';

  return {
    entry,
    row,
    /** `quiet`: the next one has the same caption. */
    update(quiet: boolean): void {
      const { unsent, at, why } = entry;
      const time = safely(() => clock(at)) || '';
      const said =
        unsent === 'sending'
          ? 'Sending…'
          : unsent
            ? ['Not sent.', why].filter(Boolean).join(' ')
            : [authorOf(entry), time].filter(Boolean).join(', ');
      row.classList.toggle('failed', unsent === 'failed');
      row.classList.toggle('quiet', quiet && !unsent);
      // What did not change is not written again: it would be read out again.
      if (said === shown) return;
      shown = said;
      caption.textContent = said;
      if (unsent === 'failed') caption.append(' ', again);
      caption.title = unsent ? '' : safely(() => new Date(at).toLocaleString()) || '';
    },
    sameAs: (other: Entry): boolean =>
      !entry.unsent &&
      !other.unsent &&
      authorOf(entry) === authorOf(other) &&
      entry.author === other.author &&
      clock(entry.at) === clock(other.at),
  };
};

export type MessageView = ReturnType<typeof createMessage>;
