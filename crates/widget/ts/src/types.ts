export type Json = Record<string, unknown>;

export type EventType = 'pageview' | 'custom' | 'click' | 'scroll' | 'outbound_click';

/** What became of a call that sets something. */
export interface Result {
  applied: boolean;
  reason?: string;
}

export type Settle = (result: Result) => void;

/** One thing to deliver: an event or a call, with the anonymous id it belongs to. */
export interface Item {
  /** anonymous visitor id */
  a: string;
  /** milliseconds since the epoch */
  t: number;
  /** size on the wire in UTF-8 bytes */
  n: number;
  /** an event, as JSON... */
  e?: string;
  /** ...or the body of a call, as JSON */
  i?: string;
  /** where the call goes, if not to `identify` */
  p?: string;
  /** who waits for the answer, on this page */
  d?: Settle;
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

export type Method =
  | 'track'
  | 'identify'
  | 'setProperties'
  | 'setStage'
  | 'setDeal'
  | 'reset'
  | 'consent';

export type Api = Record<Method, (...args: unknown[]) => unknown>;

/** A call on the public API: method, arguments, when, and on which URL. */
export type Call = [method: Method, args: unknown[], time?: unknown, url?: unknown];
