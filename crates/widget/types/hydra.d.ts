/** Types of `window.hydra`, the API of Hydra's visitor-tracking script. */

export type HydraJson =
  | string
  | number
  | boolean
  | null
  | undefined
  | HydraJson[]
  | { [key: string]: HydraJson };

export type HydraProperties = { [key: string]: HydraJson };

/** A milestone: `value` and `company_id` alone are its value and company, not properties. */
export interface HydraMilestone {
  value?: string | number | boolean;
  company_id?: string;
}

export interface HydraTraits {
  email?: string;
  name?: string;
  /** Hex HMAC-SHA256 of the user id with the widget's secret, made by your server. */
  user_hash?: string;
  [key: string]: HydraJson;
}

export interface HydraWidget {
  /** Records something the visitor did. `name`: 1 to 100 characters; properties: at most 4096 bytes of JSON. */
  track(name: string, properties?: HydraProperties | HydraMilestone): void;
  /** Says who the visitor is. An id such as `null` or `''` is ignored. */
  identify(userId: string | number | null | undefined, traits?: HydraTraits): void;
  /** Forgets who the visitor is: call it on sign-out. */
  reset(): void;
  /** `true`: the visitor agrees to be tracked. `false`: stop, and remove what is stored. */
  consent(agreed: boolean): void;
}

export interface Hydra extends HydraWidget {
  /** The widget of another key on the same page; undefined when there is none. */
  widget(key: string): HydraWidget | undefined;
}

declare global {
  interface Window {
    hydra: Hydra;
  }
  const hydra: Hydra;
}
