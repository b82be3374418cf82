import { read, remove, write } from './storage';
import type { Identity, Json } from './types';
import { uuid4 } from './uuid';
import { snapshot } from './validate';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MAX_USER_ID = 255;
const MAX_TRAIT_BYTES = 4096;

/** The random id of this browser on this site, one per widget key. */
export const createAnonymousId = (widgetKey: string) => {
  const slot = `hydra_${widgetKey}`;
  let id = '';
  let stored = true;

  const mint = (): string => {
    id = uuid4();
    stored = write(slot, id);
    return id;
  };

  return {
    /** Reads the storage each time, so that tabs agree after one of them called `reset()`. */
    get(): string {
      const saved = read(slot);
      if (saved && /^[\w-]{1,64}$/.test(saved)) {
        id = saved;
        return id;
      }
      return id && !stored ? id : mint();
    },
    mint,
    forget(): void {
      id = '';
      remove(slot);
    },
  };
};

/** What buggy pages pass when nobody is signed in: not a person. */
export const readUserId = (value: unknown): string => {
  const id = typeof value === 'number' || typeof value === 'string' ? `${value || ''}`.trim() : '';
  return id.length > MAX_USER_ID ||
    /^(null|undefined|0|-?Infinity|NaN|\[object Object\])?$/.test(id)
    ? ''
    : id;
};

const readEmail = (value: unknown): string | undefined =>
  typeof value === 'string' && EMAIL.test(value.trim()) ? value.trim() : undefined;

/** The body of an identify call, or the reason why it is none. */
export const readIdentity = (userId: unknown, input: unknown): Identity | string => {
  const user_id = readUserId(userId);
  if (!user_id) return 'identify: no user id';
  const traits: Json | string = input == null ? {} : snapshot(input, MAX_TRAIT_BYTES);
  if (typeof traits === 'string') return `identify: traits ${traits}`;
  const { user_hash } = traits;
  delete traits.user_hash;
  return {
    user_id,
    email: readEmail(traits.email) || readEmail(user_id),
    traits,
    user_hash: typeof user_hash === 'string' ? user_hash : undefined,
  };
};
