import { safely } from './safe';

/**
 * The page's own font and text colour; the rest is decided here, or by the page through custom properties. The greys and
 * the red are seen on white and on black alike.
 */
const CSS = `
.hydra-form{--a:var(--hydra-accent,#0a7b88);--e:var(--hydra-error,#dc3f2b);--l:var(--hydra-line,#808080);--r:var(--hydra-radius,8px);font:inherit;color:inherit;text-align:start}
.hydra-form *{box-sizing:border-box}
.hydra-form p{margin:0}
.hydra-form-box{display:grid;gap:16px;margin:0;position:relative}
.hydra-form-title{font-size:1.25em;font-weight:600;line-height:1.3}
.hydra-form-field{display:grid;gap:6px;min-width:0}
.hydra-form label{display:block;margin:0;font:inherit;font-size:.9em;font-weight:500}
.hydra-form-field input,.hydra-form-field textarea{width:100%;min-height:44px;margin:0;padding:10px 12px;border:1px solid var(--l);border-radius:var(--r);background:var(--hydra-field,transparent);color:inherit;font:inherit;font-size:max(16px,1em);line-height:1.4}
.hydra-form textarea{min-height:104px;resize:vertical}
.hydra-form :focus-visible{outline:2px solid var(--a);outline-offset:1px}
.hydra-form [aria-invalid]{border-color:var(--e);box-shadow:inset 0 0 0 1px var(--e)}
.hydra-form-wrong,.hydra-form-failed{border-left:3px solid var(--e);padding-left:8px;font-size:.9em;overflow-wrap:anywhere}
.hydra-form-wrong:empty,.hydra-form-failed:empty{display:none}
.hydra-form-button{justify-self:start;min-height:44px;margin:0;padding:0 20px;border:0;border-radius:var(--r);background:var(--a);color:var(--hydra-on-accent,#fff);font:inherit;font-weight:600;cursor:pointer}
.hydra-form-button:hover{filter:brightness(.92)}
.hydra-form-button:disabled{opacity:.6;cursor:default}
.hydra-form-thanks:focus{outline:0}
@media(max-width:480px){.hydra-form-button{justify-self:stretch}}
`;

let dressed = false;

/** Once a page. As a constructed sheet where there are such: a page's policy may refuse style elements. */
export const dress = (): void => {
  if (dressed) return;
  dressed = true;
  const adopted = safely(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return true;
  });
  if (adopted) return;
  const style = document.createElement('style');
  style.textContent = CSS;
  document.head.append(style);
};
