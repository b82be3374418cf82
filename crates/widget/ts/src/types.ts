export type Json = Record<string, unknown>;

export type EventType = 'pageview' | 'custom' | 'click' | 'scroll' | 'outbound_click';

export interface TrackedEvent {
  id: string;
  type: EventType;
  name?: string;
  url: string;
  referrer?: string;
  properties?: Json;
  value?: number | string | boolean;
  company_id?: string;
  ts: number;
}

export interface Identity {
  user_id: string;
  email?: string;
  traits: Json;
  user_hash?: string;
  /** The page that said it. */
  url?: string;
}

/** One thing to deliver: an event or an identify call, with the anonymous id it belongs to. */
export interface Item {
  /** anonymous visitor id */
  a: string;
  /** milliseconds since the epoch */
  t: number;
  /** size on the wire in UTF-8 bytes */
  n: number;
  /** an event... */
  e?: TrackedEvent;
  /** ...or an identify call */
  i?: Identity;
}

export interface Autocapture {
  clicks?: boolean;
  scroll?: boolean;
  outbound?: boolean;
}

export interface Config {
  key: string;
  /** Where the script came from; its endpoints live there too. */
  origin: string;
  autotrack: boolean;
  consentRequired: boolean;
  warn: (message: string) => void;
}

export type Method = 'track' | 'identify' | 'reset' | 'consent';

export type Api = Record<Method, (...args: unknown[]) => void>;

/** A call on the public API: method, arguments, when, and on which URL. */
export type Call = [method: Method, args: unknown[], time?: unknown, url?: unknown];
