import type { Item } from './types';

export const MAX_QUEUED = 500;
export const MAX_BATCH = 100;
export const MAX_BODY_BYTES = 60 * 1024;
const ENVELOPE_BYTES = 512;

/** What waits to be sent, oldest first, bounded: the oldest give way. */
export const createQueue = () => {
  let items: Item[] = [];

  const trim = () => {
    items = items.slice(-MAX_QUEUED);
  };

  return {
    all: (): Item[] => items,
    size: (): number => items.length,
    bytes: (): number => items.reduce((sum, item) => sum + item.n, 0),
    hasIdentity: (): boolean => items.some((item) => item.i),
    add(item: Item): void {
      items.push(item);
      trim();
    },
    /** Puts back what could not be delivered, in its old place. */
    restore(older: Item[]): void {
      items = older.concat(items);
      trim();
    },
    /** Takes the next request's worth: one identify call, or events of one visitor within the limits. */
    take(budget = MAX_BODY_BYTES): Item[] {
      const [first] = items;
      let bytes = ENVELOPE_BYTES;
      let count = 0;
      for (const item of items) {
        bytes += item.n + 1;
        if (bytes > budget || count === MAX_BATCH || item.a !== first.a || (item.i && count)) break;
        count++;
        if (item.i) break;
      }
      return items.splice(0, count);
    },
    keep(wanted: (item: Item) => unknown): void {
      items = items.filter(wanted);
    },
  };
};
