import { safely } from './safe';

/**
 * Everything starts from the browser's initial values, !important because the page may have said so, too: a shadow
 * tree's word then counts for more. Of the page only custom properties come in.
 */
const CSS = `
:host{all:initial!important;display:block!important;direction:ltr!important;color-scheme:light dark!important}
:host{--a:var(--hydra-accent,#0a7b88);--on:var(--hydra-on-accent,#fff);--f:#0a7b88;--s:#fff;--in:#fff;--g:#f0efec;--h:#f5f4f2;--l:#e9e8e4;--lc:#8a8781;--t:#1a1917;--t2:#524f4b;--t3:#6d6a65;--link:#036772;--e:#8d1b19;--mine:#def0f2;--mine:color-mix(in srgb,var(--a) 14%,#fff);--x:calc(var(--hydra-chat-right,20px) + env(safe-area-inset-right,0px));--y:calc(var(--hydra-chat-bottom,20px) + env(safe-area-inset-bottom,0px))}
@media(prefers-color-scheme:dark){:host{--f:#54b1bf;--s:#191c1e;--in:#121416;--g:#282b2e;--h:#202326;--l:#2c3033;--lc:#85898d;--t:#eaedf1;--t2:#b1b4b8;--t3:#979a9d;--link:#6cc3d0;--e:#febab4;--mine:#173d43;--mine:color-mix(in srgb,var(--a) 36%,#191c1e)}}
*{box-sizing:border-box}
[hidden]{display:none!important}
.all{font:400 15px/1.45 "Inter Variable",Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--t);text-align:left;-webkit-text-size-adjust:100%;text-size-adjust:100%;-webkit-tap-highlight-color:transparent}
h2,p{margin:0}
button,input,textarea{margin:0;font:inherit;color:inherit}
button{border:1px solid transparent;background:none;padding:0;cursor:pointer;touch-action:manipulation;transition:background-color .12s,filter .12s}
button:disabled{cursor:default;opacity:.55}
:focus{outline:0}
:focus-visible{outline:2px solid var(--f);outline-offset:2px}
svg{display:block;width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.launch{position:fixed;z-index:2147483000;right:var(--x);bottom:var(--y);display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--a);color:var(--on);box-shadow:0 1px 3px #0003,0 6px 20px #0000002e}
.launch:hover,.fill:hover:enabled{filter:brightness(.93)}
.launch:focus-visible{box-shadow:0 0 0 2px var(--s),0 6px 20px #0000002e}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border:2px solid var(--s);border-radius:11px;background:#bd2a14;color:#fff;font-size:12px;font-weight:600;line-height:18px;text-align:center}
.panel{position:fixed;z-index:2147483000;right:var(--x);bottom:calc(var(--y) + 68px);display:flex;flex-direction:column;width:384px;max-width:calc(100vw - 40px);height:600px;max-height:calc(100vh - var(--y) - 88px);border:1px solid var(--l);border-radius:12px;background:var(--s);box-shadow:0 2px 6px #0000000f,0 12px 40px #00000029;overflow:hidden;animation:in .16s cubic-bezier(.2,0,0,1)}
@keyframes in{from{opacity:0;transform:translateY(8px)}}
.head{display:flex;align-items:center;gap:8px;flex:none;min-height:56px;padding:6px 6px 6px 18px;border-bottom:1px solid var(--l)}
.head h2{flex:1;min-width:0;font-size:16px;font-weight:600;line-height:1.3;overflow-wrap:anywhere}
.icon{display:grid;flex:none;place-items:center;width:44px;height:44px;border-radius:8px;color:var(--t2)}
.icon:hover,.plain:hover:enabled{background:var(--h)}
.icon svg{width:20px;height:20px}
.log{display:flex;flex-direction:column;flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:18px 16px 12px}
.log:focus-visible,.icon:focus-visible{outline-offset:-3px}
.log::before{content:"";flex:1}
.row{position:relative;display:flex;flex:none;flex-direction:column;align-items:flex-start;margin-bottom:14px;padding-right:36px}
.row.quiet{margin-bottom:4px}
.row.quiet .caption{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.row.visitor{align-items:flex-end;padding:0 0 0 36px}
.body{max-width:100%;text-align:start;padding:9px 13px;border-radius:12px;background:var(--g);white-space:pre-wrap;overflow-wrap:anywhere}
.visitor .body{background:var(--mine)}
.failed .body{box-shadow:inset 0 0 0 1px var(--e)}
.body a{color:inherit;text-decoration:underline;text-underline-offset:2px}
.caption{padding:4px 4px 0;color:var(--t3);font-size:12px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.failed .caption{color:var(--e)}
.again{margin:-8px 0;padding:8px 4px;border-radius:4px;color:inherit;font-weight:600;text-decoration:underline;text-underline-offset:2px}
.foot{flex:none;padding:0 12px calc(12px + env(safe-area-inset-bottom,0px))}
.note{padding:0 4px 10px;color:var(--t2);font-size:13px}
.note:empty{padding:0}
.picks{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:8px;max-height:180px;padding:2px 2px 12px;overflow-y:auto}
.pick{min-height:40px;max-width:100%;padding:7px 14px;border-color:var(--f);border-radius:20px;color:var(--link);font-weight:500;text-align:start;overflow-wrap:anywhere}
.pick:hover:enabled{background:var(--mine)}
.plain{min-height:40px;padding:7px 12px;border-radius:8px;color:var(--t2);font-weight:500}
.mail{margin:0 -12px 12px;padding:10px 12px 12px;border-top:1px solid var(--l);border-bottom:1px solid var(--l);background:var(--h)}
.mail label{display:block;padding:0 4px 6px;color:var(--t2);font-size:13px}
.line{display:flex;align-items:flex-end;gap:8px}
input,textarea{flex:1;min-width:0;min-height:44px;padding:10px 12px;border:1px solid var(--lc);border-radius:8px;background:var(--in);font-size:16px;line-height:22px}
textarea{display:block;height:44px;max-height:132px;resize:none}
::placeholder{color:var(--t3);opacity:1}
input:focus,textarea:focus{border-color:var(--f);outline:0;box-shadow:0 0 0 1px var(--f)}
[aria-invalid]{border-color:var(--e)}
.wrong{padding:6px 4px 0;color:var(--e);font-size:13px}
.wrong:empty{display:none}
.line button{flex:none;min-width:44px;min-height:44px;padding:0 16px;border-radius:8px;font-weight:500}
.line .fill{background:var(--a);color:var(--on)}
.line .save{border-color:var(--lc);background:var(--in)}
.line .save:hover:enabled{background:var(--g)}
@media(max-width:480px),(max-height:480px){
.panel{top:0;right:0;bottom:0;left:0;width:auto;max-width:none;height:auto;max-height:none;border:0;border-radius:0}
.head{padding-top:calc(6px + env(safe-area-inset-top,0px));padding-right:calc(6px + env(safe-area-inset-right,0px))}
.is-open .launch{display:none}
}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media print{.all{display:none}}
`;

/** As a constructed sheet where there are such: a page's policy may refuse style elements. */
export const dress = (root: ShadowRoot): void => {
  const adopted = safely(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    return true;
  });
  if (adopted) return;
  const style = document.createElement('style');
  style.textContent = CSS;
  root.append(style);
};
