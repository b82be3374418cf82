import { byteLength, encode } from './json';
import type { Json } from './types';

/** Of properties and of traits. */
const MAX_BYTES = 4096;
const MAX_NAME = 100;

const isPlain = (value: unknown): value is Json => {
  if (!value) return false;
  const proto = Object.getPrototypeOf(value);
  // Any realm's Object.prototype (an iframe has its own) is the one whose own prototype is null.
  return !proto || !Object.getPrototypeOf(proto);
};

/** A plain object as the JSON in which it will travel; throws the reason why it cannot. */
export const snapshot = (value: unknown): string => {
  const json = isPlain(value) ? encode(value, MAX_BYTES) : '';
  if (json[0] !== '{' || byteLength(json) > MAX_BYTES)
    throw new Error(`not a plain object of at most ${MAX_BYTES} bytes`);
  return json;
};

/** The fields of a custom event, as the end of its JSON. */
export const readCustom = (given: unknown, input: unknown): string => {
  const name = typeof given === 'string' ? given.trim() : '';
  if (!name || [...name].length > MAX_NAME) throw new Error('name: 1 to 100 characters');
  const start = `"name":${encode(name)}`;
  if (input == null) return `${start}}`;
  const properties = snapshot(input);
  const entries = Object.entries(input);
  // `{value, company_id}` and nothing else is a milestone with a value, not a bag of properties.
  if (!entries.length || entries.some(([key]) => key !== 'value' && key !== 'company_id'))
    return `${start},"properties":${properties}}`;
  if (entries.some(([, value]) => value && typeof value === 'object'))
    throw new Error('value is not a scalar');
  return properties[1] === '}' ? `${start}}` : `${start},${properties.slice(1)}`;
};

/** Where a call that sets something goes, and the start of its body. What it may say is the server's to judge. */
export const readSet = (
  method: string,
  [first, second]: unknown[],
): [path: string, body: string] => {
  if (method === 'setProperties') return ['set-properties', `{"properties":${snapshot(first)}`];
  const deal = method === 'setDeal';
  const { stage, value, company_id, mode } = (
    deal ? first : { ...(second as Json), stage: first }
  ) as Json;
  const said = snapshot(deal ? { value, stage, company_id } : { stage, company_id, mode });
  if (!said.startsWith(deal ? '{"value"' : '{"stage"')) throw new Error('nothing to set');
  return [deal ? 'set-deal' : 'set-stage', said.slice(0, -1)];
};
