import { read, remove, write } from './storage';
import type { Item } from './types';

const MAX_ITEMS = 200;
const MAX_LENGTH = 64 * 1024;
const MAX_ITEM_BYTES = 50 * 1024;
const MAX_AGE = 7 * 864e5;

const idOf = (item: Item): string => (item.e ? item.e.id : JSON.stringify(item.i));

/** Undelivered items in localStorage, sent at the next load under the ids they already have. */
export const createBacklog = (widgetKey: string) => {
  const slot = `hydra_${widgetKey}_queue`;

  const load = (): Item[] => {
    try {
      const saved = JSON.parse(read(slot) || '[]');
      return saved.filter(
        (item: Item) =>
          item.a &&
          (item.e || item.i) &&
          item.n > 0 &&
          item.n < MAX_ITEM_BYTES &&
          item.t > Date.now() - MAX_AGE,
      );
    } catch {
      return [];
    }
  };

  const store = (items: Item[]): void => {
    let kept = items.slice(-MAX_ITEMS);
    let json = JSON.stringify(kept);
    while (json.length > MAX_LENGTH) {
      kept = kept.slice(1);
      json = JSON.stringify(kept);
    }
    if (kept.length) write(slot, json);
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
