import { expect, type Locator, type Page } from "@playwright/test";

/** The board of opportunities as a person sees it: columns by the stage's name, cards by the opportunity's. */
export class DealBoard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  column(stage: string): Locator {
    return this.page.getByRole("region", { name: new RegExp(`^${stage}, [\\d,]+ opportunit(y|ies)$`) });
  }

  /** Won and lost are folded until somebody opens them. */
  rail(stage: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^Open the stage .*\\b${stage}$`) });
  }

  card(name: string): Locator {
    return this.page.getByRole("button").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  cardIn(stage: string, name: string): Locator {
    return this.column(stage)
      .getByRole("button")
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Everywhere else it is gone: dnd-kit keeps a twin of a dropped card until it has landed. */
  async expectOnlyIn(stage: string, name: string) {
    await expect(this.cardIn(stage, name)).toBeVisible();
    await expect(this.card(name)).toHaveCount(1);
  }

  /** `ready` holds once the card is over the target, and fails soon while it is not. */
  async dragByMouse(name: string, target: Locator, ready: () => Promise<void>) {
    const from = await box(this.card(name));
    const to = await box(target);
    const { mouse } = this.page;
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 4, { steps: 4 });
    await mouse.move(to.x + to.width / 2, to.y + 150, { steps: 20 });
    await expect(ready).toPass({ timeout: 20_000 });
    await mouse.up();
  }

  /** What a screen reader is told. */
  get spoken(): Locator {
    return this.page.locator('[role="status"][aria-live="assertive"]');
  }

  /** The server's answer to a move to any stage. */
  moveAnswered(id: string) {
    return this.page.waitForResponse((r) => r.url().includes(`/opportunities/${id}`) && r.request().method() !== "GET");
  }
}

async function box(of: Locator) {
  await of.scrollIntoViewIfNeeded();
  const found = await of.boundingBox();
  if (!found) throw new Error("not on the page");
  return found;
}
