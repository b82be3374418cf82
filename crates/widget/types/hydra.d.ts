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
  /** Its name; or, as an object, the company that the person is linked to, `id` making it the active one. */
  company?: string | { id?: string; name?: string; [key: string]: HydraJson };
  /** Further companies to link the person to. */
  company_ids?: string[];
  [key: string]: HydraJson;
}

export interface HydraStageOptions {
  /** Which company; by default the active one, or the only one. */
  company_id?: string;
  /** `advance_only` (the default) leaves a later stage as it is; `exact` sets what it is given. */
  mode?: 'advance_only' | 'exact';
}

export interface HydraDeal {
  /** A number, or a decimal as text. */
  value: number | string;
  /** A stage's id or name. */
  stage?: string;
  /** Which company; by default the active one, or the only one. */
  company_id?: string;
}

/** What became of a call that sets something. */
export interface HydraResult {
  applied: boolean;
  /**
   * Why it was not applied: the server's word (`set_by_person`, `not_linked`, `company_ambiguous`,
   * `identity_unverified`...), or the script's: `invalid` (not sent: it says nothing, or too much), `dropped` (not sent:
   * no consent, or too much was waiting), `unknown` (no answer that could be read).
   */
  reason?: string;
}

export interface HydraWidget {
  /** Records something the visitor did. `name`: 1 to 100 characters; properties: at most 4096 bytes of JSON. */
  track(name: string, properties?: HydraProperties | HydraMilestone): void;
  /** Says who the visitor is. An id such as `null` or `''` is ignored. */
  identify(userId: string | number | null | undefined, traits?: HydraTraits): void;
  /** Merges into what is known about the person, key by key. At most 4096 bytes of JSON. Never rejects. */
  setProperties(properties: HydraProperties): Promise<HydraResult>;
  /** Moves the person's company to a stage, by id or name. Never rejects. */
  setStage(stage: string, options?: HydraStageOptions): Promise<HydraResult>;
  /** Sets what the deal with the person's company is worth, and its stage if given. Never rejects. */
  setDeal(deal: HydraDeal): Promise<HydraResult>;
  /** Forgets who the visitor is: call it on sign-out. */
  reset(): void;
  /** `true`: the visitor agrees to be tracked. `false`: stop, and remove what is stored. */
  consent(agreed: boolean): void;
  /** Opens or closes the chat's panel, if the widget's settings have a chat. */
  chat(action: 'open' | 'close'): void;
}

/**
 * `window.hydra` once the script has loaded. The snippet's stand-in before that keeps every call, and returns undefined
 * from all of them.
 */
export interface Hydra extends HydraWidget {
  /** The widget of another key on the same page; undefined when there is none. */
  widget(key: string): HydraWidget | undefined;
}

/** What `hydra:form` tells once the embedded form was taken: never what was typed. */
export interface HydraFormSent {
  /** The widget's. */
  key: string;
}

declare global {
  interface Window {
    hydra: Hydra;
  }
  interface HTMLElementEventMap {
    'hydra:form': CustomEvent<HydraFormSent>;
  }
  interface DocumentEventMap {
    'hydra:form': CustomEvent<HydraFormSent>;
  }
  const hydra: Hydra;
}
