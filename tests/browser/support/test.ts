import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { Api, DEMO } from "./api.ts";

export { expect };

/** What no page may do while a test looks at it. */
export class Watch {
  readonly found: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** For a test that provokes an error on purpose. */
  allow(what: RegExp) {
    this.allowed.push(what);
  }

  async follow(page: Page) {
    // A blocked script says so here, whether or not anybody collects reports.
    await page.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", (e) =>
        console.error(`CSP violation: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`),
      ),
    );
    page.on("console", (message) => {
      if (message.type() === "error") this.add(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.add(`uncaught: ${error.message}`));
    page.on("dialog", (dialog) => {
      // Leaving with unsaved changes asks; nothing else may.
      if (dialog.type() !== "beforeunload") this.add(`dialog: ${dialog.type()} ${dialog.message()}`);
      void dialog.accept();
    });
  }

  private add(what: string) {
    this.found.push(what);
  }

  troubles(): string[] {
    return this.found.filter((what) => !this.allowed.some((allowed) => allowed.test(what)));
  }
}

type Open = (who: Api | null, options?: BrowserContextOptions) => Promise<Page>;

export const test = base.extend<
  { watch: Watch; open: Open; works: Api; signedIn: (email: string) => Promise<Api> },
  { demo: Api }
>({
  /** The owner of the demo workspace, over HTTP. */
  demo: [
    async ({ playwright }, use, info) => {
      await use(await Api.signIn(playwright, info.project.use.baseURL as string, DEMO.email));
    },
    { scope: "worker" },
  ],
  /** The owner of a new and empty workspace, over HTTP. */
  works: async ({ playwright, baseURL }, use) => {
    await use(await Api.signUp(playwright, baseURL as string));
  },
  /** Somebody of the demo's team, over HTTP. */
  signedIn: async ({ playwright, baseURL }, use) => {
    await use((email) => Api.signIn(playwright, baseURL as string, email));
  },
  /** Fails the test at its end when a page logged an error, broke the CSP or opened a dialog. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names that a fixture takes
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    expect(watch.troubles(), "no console error, CSP violation or dialog").toEqual([]);
  },
  /** A page in a browser of its own, signed in as somebody or nobody. */
  open: async ({ browser, watch }, use) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = [];
    await use(async (who, options = {}) => {
      const context = await browser.newContext({ ...options, storageState: who ? await who.cookies : undefined });
      contexts.push(context);
      const page = await context.newPage();
      await watch.follow(page);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});
