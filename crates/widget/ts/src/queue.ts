import { refused } from './result';
import type { Item } from './types';

export const MAX_QUEUED = 500;
export const MAX_BATCH = 100;
export const MAX_BODY_BYTES = 60 * 1024;
export const ENVELOPE_BYTES = 512;

export const sizeOf = (items: Item[]): number => {
  let bytes = 0;
  for (const item of items) bytes += item.n;
  return bytes;
};

/** Takes the oldest away until `fits`: events before calls, which say who the events belong to. */
export const shrink = (
  items: Item[],
  fits: (items: Item[]) => boolean,
  drop?: (item: Item) => void,
): void => {
  while (items.length && !fits(items)) {
    const at = items.findIndex((item) => item.e);
    for (const gone of items.splice(at < 0 ? 0 : at, 1)) if (drop) drop(gone);
  }
};

const drop = ({ d }: Item): void => {
  if (d) d(refused('dropped'));
};

/** What waits to be sent, oldest first, bounded. */
export const createQueue = () => {
  let items: Item[] = [];

  const trim = () => shrink(items, ({ length }) => length <= MAX_QUEUED, drop);

  return {
    all: (): Item[] => items,
    size: (): number => items.length,
    hasCall: (): boolean => items.some((item) => item.i),
    add(item: Item): void {
      items.push(item);
      trim();
    },
    /** Puts back what could not be delivered, in its old place. */
    restore(older: Item[]): void {
      items = older.concat(items);
      trim();
    },
    /** Takes the next request's worth: one call, or events of one visitor within the limits. */
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
    onlyCalls(): void {
      items = items.filter((item) => item.i);
    },
    clear: (): void => shrink(items, () => false, drop),
  };
};
