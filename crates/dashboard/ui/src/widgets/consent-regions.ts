/** S22, as a sober starting point. `code` is what the site's own banner or link calls. */
export interface Region {
  name: string;
  law: string;
  what: string;
  /** Nothing may be recorded before the visitor agrees. */
  ask: boolean;
}

export const REGIONS: [Region, ...Region[]] = [
  {
    name: "European Union, EEA and United Kingdom",
    law: "ePrivacy rules and GDPR; in the UK, PECR and the UK GDPR",
    what: "Ask before anything is stored: the visitor’s id in local storage is covered as a cookie is. Exceptions for pure statistics do not fit visits that are joined to people.",
    ask: true,
  },
  {
    name: "Switzerland",
    law: "Data protection act and telecommunications act",
    what: "Tell visitors what is recorded and why, and let them object. Sensitive data and high-risk profiling need consent. Visitors from the EU fall under its rules.",
    ask: false,
  },
  {
    name: "California and other US states",
    law: "CCPA and similar state laws",
    what: "Give notice and honour an objection. The widget takes the browser’s Global Privacy Control signal as one by itself. Sensitive data and children need more.",
    ask: false,
  },
  {
    name: "Brazil",
    law: "LGPD",
    what: "Recording needs a legal basis, and for marketing consent is the usual one. Say what is recorded and let people take consent back.",
    ask: true,
  },
  {
    name: "Elsewhere",
    law: "Canada, Japan, South Korea, India, South Africa and many others",
    what: "Rules differ and change: Québec, for one, asks for consent first. If you are not sure, ask: the strictest setting is right everywhere.",
    ask: true,
  },
];

export const ASK_CODE = `// Your banner, on every page: Hydra does not keep the answer
if (banner.accepted) hydra.consent(true)
banner.onChange((accepted) => hydra.consent(accepted))`;

export const OBJECT_CODE = `// Your opt-out link, and on every page for those who used it
if (optOut.chosen) hydra.consent(false)
optOut.onChange((out) => hydra.consent(!out))`;
