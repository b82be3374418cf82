import { listen } from './safe';

/** `waiting`: calls are held in memory, nothing is stored or sent. `refused`: they are forgotten. */
export type Consent = 'given' | 'waiting' | 'refused';

type PrivacyNavigator = Navigator & { globalPrivacyControl?: boolean };

/** Global Privacy Control is a refusal to be tracked that only an explicit `consent(true)` overrides. */
export const initialConsent = (required: boolean): Consent =>
  required || (navigator as PrivacyNavigator).globalPrivacyControl ? 'waiting' : 'given';

type PrerenderDocument = Document & { prerendering?: boolean };

/** A prerendered page has not been seen by anybody yet. */
export const isPrerendering = (): boolean | undefined =>
  (document as PrerenderDocument).prerendering;

export const whenSeen = (action: () => void): void =>
  listen(document, 'prerenderingchange', action, { once: true });
