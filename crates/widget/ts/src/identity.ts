import { encode } from './json';
import { read, remove, write } from './storage';
import type { Config, Json } from './types';
import { uuid4 } from './uuid';
import { snapshot } from './validate';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MAX_USER_ID = 255;

interface Identity {
  user_id: string;
  /** what proves the user id to the server */
  user_hash?: string;
  /** the start of the request's JSON */
  body: string;
}

/** The random id of this browser on this site, one per widget key. */
export const createAnonymousId = (config: Config) => {
  const slot = `hydra_${config.key}`;
  let id = '';
  let stored = true;

  const mint = (): string => {
    // What was written in the chat before there was consent is the visitor's own.
    id = config.chatter || uuid4();
    config.chatter = '';
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
      remove(`${slot}_chat`);
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

/** What an identify call says, as the start of its body; throws the reason why it says nothing. */
export const readIdentity = (userId: unknown, input: unknown): Identity => {
  const user_id = readUserId(userId);
  if (!user_id) throw new Error('no user id');
  if (input != null) snapshot(input);
  const traits = { ...(input as Json) };
  const user_hash = typeof traits.user_hash === 'string' ? traits.user_hash : undefined;
  const said: Json = { user_id, email: readEmail(traits.email) || readEmail(user_id), user_hash };
  // A company that is more than a name is no trait of the person: the person is linked to it.
  const { company, company_ids } = traits;
  if (company && typeof company === 'object') move('company');
  if (Array.isArray(company_ids)) move('company_ids');
  if (said.company || said.company_ids) move('stage');
  delete traits.user_hash;
  said.traits = traits;
  return { user_id, user_hash, body: encode(said).slice(0, -1) };

  function move(key: string): void {
    said[key] = traits[key];
    delete traits[key];
  }
};
