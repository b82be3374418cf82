import type { Json } from './types';

export const MAX_PROPERTY_BYTES = 4096;
const MAX_NAME = 100;
const MAX_DEPTH = 20;

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

const isPlain = (value: unknown): value is Json => {
  if (!value || Object.prototype.toString.call(value) !== '[object Object]') return false;
  const proto = Object.getPrototypeOf(value);
  // Any realm's Object.prototype (an iframe has its own) is the one whose own prototype is null.
  return !proto || !Object.getPrototypeOf(proto);
};

const deeperThan = (value: unknown, depth: number): boolean =>
  !!value &&
  typeof value === 'object' &&
  (depth < 1 || Object.values(value).some((inner) => deeperThan(inner, depth - 1)));

/** A copy of a plain object as it will travel, or the reason why it cannot. */
export const snapshot = (value: unknown, maxBytes: number): Json | string => {
  if (!isPlain(value)) return 'must be a plain object';
  try {
    const json = JSON.stringify(value);
    if (byteLength(json) > maxBytes) return `exceed ${maxBytes} bytes of JSON`;
    const copy = JSON.parse(json);
    return deeperThan(copy, MAX_DEPTH) ? 'are nested too deeply' : copy;
  } catch {
    return 'cannot be turned into JSON';
  }
};

type Custom = { name: string; properties?: Json; value?: never; company_id?: never };

/** The fields of a custom event, or the reason why it is none. */
export const readCustom = (name: unknown, input: unknown): Custom | string => {
  const trimmed = typeof name === 'string' ? name.trim() : '';
  if (!trimmed || Array.from(trimmed).length > MAX_NAME)
    return 'track: the name must be a string of 1 to 100 characters';
  if (input == null) return { name: trimmed };
  const properties = snapshot(input, MAX_PROPERTY_BYTES);
  if (typeof properties === 'string') return `track: properties ${properties}`;
  const keys = Object.keys(properties);
  // `{value, company_id}` and nothing else is a milestone with a value, not a bag of properties.
  if (keys.length && keys.every((key) => key === 'value' || key === 'company_id')) {
    return keys.some((key) => properties[key] && typeof properties[key] === 'object')
      ? 'track: value and company_id must be scalars'
      : ({ name: trimmed, ...properties } as Custom);
  }
  return { name: trimmed, properties };
};
