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
  // The rest binds the chat's script to its widget: it finds this as a property of its tag.
  /** What the server said of the chat; undefined until it has. */
  chat?: ChatSettings | null;
  /** The anonymous id if there is consent; there once the chat's script is being loaded. */
  visitor?: () => string | false;
  /** The id under which somebody writes in the chat without consent, kept nowhere. */
  chatter?: string;
  /** What the page last asked of the chat; a setter once the chat is there. */
  wish?: unknown;
}

/** The script's tag of the chat. */
export interface ChatTag {
  hydra: Config;
  src: string;
}

export type Method =
  | 'track'
  | 'identify'
  | 'setProperties'
  | 'setStage'
  | 'setDeal'
  | 'reset'
  | 'consent'
  | 'chat';

export type Api = Record<Method, (...args: unknown[]) => unknown>;

/** What the widget's settings say about its chat. */
export interface ChatSettings {
  title: string;
  ask_email: boolean;
}

/** A call on the public API: method, arguments, when, and on which URL. */
export type Call = [method: Method, args: unknown[], time?: unknown, url?: unknown];
