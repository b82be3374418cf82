import { expect, type Page } from "@playwright/test";

/** Each runs, or leaves a mark in the page, where text is taken for markup, an address or code. */
export const PAYLOADS: readonly string[] = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(2)>",
  "<svg/onload=alert(3)>",
  '"><script>alert(4)</script>',
  "'\"><img src=x onerror=alert(5)>",
  "</textarea><script>alert(6)</script>",
  "</title><svg onload=alert(7)>",
  "javascript:alert(8)",
  "JaVaScRiPt:alert(9)//https://example.com",
  "data:text/html,<script>alert(10)</script>",
  "<iframe srcdoc='<script>parent.alert(11)</script>'></iframe>",
  '<a href="javascript:alert(12)" id=xss>x</a>',
  "<details open ontoggle=alert(13)>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(14)>",
  "{{constructor.constructor('alert(15)')()}}",
  "$" + "{alert(16)}",
  "<style>@import'//example.com/x.css';</style>",
  "<body onpageshow=alert(18)>",
  "\u202Ealert(19)\u202D<img src=x onerror=alert(19)>",
  "<input autofocus onfocus=alert(20)>",
  "<base href=//example.com/><link rel=stylesheet href=/x.css>",
  "<xss style=animation-name:x onanimationstart=alert(22)>",
];

/** More ways in: each sets a flag on the window, or has an element of its own. */
const MORE: readonly string[] = [
  "<img src=x id=xss onerror=window.pwned=23>",
  '<IMG SRC=x ID=xss ONERROR="&#119;indow.pwned=24">',
  "<svg id=xss><script>window.pwned=25</script></svg>",
  "<svg id=xss><animate onbegin=window.pwned=26 attributeName=x dur=1s>",
  '<svg id=xss><a xlink:href="javascript:window.pwned=27"><text>x</text></a></svg>',
  "<video id=xss><source onerror=window.pwned=28></video>",
  "<audio id=xss src=x onerror=window.pwned=29>",
  '<object id=xss data="javascript:window.pwned=30"></object>',
  '<embed id=xss src="javascript:window.pwned=31">',
  '<form id=xss><button formaction="javascript:window.pwned=32">x</button></form>',
  "<isindex id=xss type=image src=x onerror=window.pwned=33>",
  "<marquee id=xss onstart=window.pwned=34>x</marquee>",
  "<select id=xss autofocus onfocus=window.pwned=35>",
  '<meta http-equiv=refresh id=xss content="0;url=javascript:window.pwned=36">',
  '<link rel=import id=xss href="data:text/html,<script>window.pwned=37</script>">',
  "<script id=xss src=data:,window.pwned=38></script>",
  "<scr<script>ipt>window.pwned=39</scr</script>ipt>",
  "<<script>window.pwned=40//<</script>",
  "</script><script id=xss>window.pwned=41</script>",
  "</style><img src=x id=xss onerror=window.pwned=42>",
  "--><img src=x id=xss onerror=window.pwned=43>",
  "]]><svg id=xss onload=window.pwned=44>",
  "</noscript><img id=xss src=x onerror=window.pwned=45>",
  "</template></select></option><img id=xss src=x onerror=window.pwned=46>",
  "java\u200Bscript:window.pwned=47",
  "java\tscript:window.pwned=48",
  "&#x6A;avascript:window.pwned=49",
  'https://example.com/"onmouseover="window.pwned=50',
  "https://example.com/<img src=x id=xss onerror=window.pwned=51>",
  "http://javascript:window.pwned=52@example.com/",
  "vbscript:window.pwned=53",
  "[x](javascript:window.pwned=54)",
  '![x](x"onerror="window.pwned=55)',
  '{{#with "x"}}{{lookup . "constructor"}}{{/with}}',
  "<%= window.pwned=57 %>",
  "#{window.pwned=58}",
  "\uFF1Cscript\uFF1Ewindow.pwned=59\uFF1C/script\uFF1E",
  "x\u2028<img src=x id=xss onerror=window.pwned=60>",
];
export const SIXTY: readonly string[] = [...PAYLOADS, ...MORE];

/** Besides what `watch` sees: nothing of a payload became part of the page, of its shadow trees or of its window. */
export async function expectOnlyText(page: Page) {
  const injected = await page.evaluate(() => {
    const bad: string[] = [];
    const marks = ["iframe", "base", "math", "xss", "img[src=x]", "a#xss", "details[open]", "#xss", "#XSS"];
    const look = (root: Document | ShadowRoot) => {
      for (const element of Array.from(root.querySelectorAll("*"))) {
        for (const { name, value } of Array.from(element.attributes)) {
          if (name.startsWith("on")) bad.push(`${element.tagName} ${name}`);
          if (
            ["href", "src", "action", "formaction"].includes(name) &&
            /^\s*(javascript|vbscript|data:text)/i.test(value)
          ) {
            bad.push(`${element.tagName} ${name}=${value}`);
          }
        }
        if (element.shadowRoot) look(element.shadowRoot);
      }
      for (const tag of marks) if (root.querySelector(tag)) bad.push(tag);
    };
    look(document);
    if ("pwned" in window) bad.push(`window.pwned=${window.pwned}`);
    return bad;
  });
  expect(injected).toEqual([]);
}
