import { encode } from './json';
import { shrink } from './queue';
import { read, remove, write } from './storage';
import type { Item } from './types';

const MAX_ITEMS = 200;
const MAX_LENGTH = 64 * 1024;
const MAX_ITEM_BYTES = 50 * 1024;
const MAX_AGE = 7 * 864e5;

/** An event holds its id; the same call twice has two times. */
const idOf = (item: Item): string => item.e || `${item.a}${item.t}${item.p}${item.i}`;

/** Undelivered items in localStorage, sent at the next load under the ids they already have. */
export const createBacklog = (widgetKey: string) => {
  const slot = `hydra_${widgetKey}_queue`;

  const load = (): Item[] => {
    try {
      const saved = JSON.parse(read(slot) || '[]');
      return saved.filter(
        (item: Item) =>
          item.a &&
          typeof (item.e || item.i) === 'string' &&
          item.n > 0 &&
          item.n < MAX_ITEM_BYTES &&
          Math.abs(item.t - Date.now()) < MAX_AGE,
      );
    } catch {
      return [];
    }
  };

  const store = (items: Item[]): void => {
    const kept = [...items];
    const json = new Map(kept.map((item) => [item, encode(item)]));
    const text = (): string => `[${kept.map((item) => json.get(item)).join()}]`;
    shrink(kept, ({ length }) => length <= MAX_ITEMS && text().length <= MAX_LENGTH);
    if (kept.length) write(slot, text());
    else remove(slot);
  };

  const without = (gone: Item[]): Item[] => {
    const ids = gone.map(idOf);
    return load().filter((item) => !ids.includes(idOf(item)));
  };

  return {
    take(): Item[] {
      const items = load();
      remove(slot);
      return items;
    },
    /** Adds to what other tabs of this site left there. */
    save(items: Item[]): void {
      if (items.length) store(without(items).concat(items));
    },
    drop(items: Item[]): void {
      if (read(slot)) store(without(items));
    },
    clear: (): void => remove(slot),
  };
};
