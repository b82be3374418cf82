import { expect, type Locator, type Page } from "@playwright/test";

/** The board as a person sees it: columns by the stage's name, cards by the lead's. */
export class Board {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  column(stage: string): Locator {
    return this.page.getByRole("region", { name: new RegExp(`^${stage}, [\\d,]+ leads$`) });
  }

  /** Everywhere on the page: dnd-kit keeps a twin of a dropped card until it has landed. */
  card(name: string): Locator {
    return this.page.getByRole("button").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  cardIn(stage: string, name: string): Locator {
    return this.column(stage)
      .getByRole("button")
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async expectOnlyIn(stage: string, name: string, options?: { timeout?: number }) {
    await expect(this.cardIn(stage, name)).toBeVisible(options);
    await expect(this.card(name)).toHaveCount(1, options);
  }

  /** The server has answered the move when this returns. */
  async dragByMouse(name: string, to: string) {
    const from = await box(this.card(name));
    const target = await box(this.column(to));
    const { mouse } = this.page;
    const moved = this.moveAnswered();
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 4, { steps: 4 });
    await mouse.move(target.x + target.width / 2, target.y + 90, { steps: 20 });
    // The card has to be over the column before it is let go.
    await expect(this.cardIn(to, name)).toBeVisible();
    await mouse.up();
    expect((await moved).status()).toBe(200);
  }

  /** Space lifts, each arrow moves, Space drops. */
  async dragByKeyboard(name: string, ...arrows: string[]) {
    await this.lift(name);
    for (const arrow of arrows) await this.page.keyboard.press(arrow);
    await this.page.keyboard.press("Space");
  }

  async lift(name: string) {
    await this.card(name).focus();
    await this.page.keyboard.press("Space");
    await expect(this.spoken).toContainText(`Lifted ${name}`);
  }

  /** What a screen reader is told. */
  get spoken(): Locator {
    return this.page.locator('[role="status"][aria-live="assertive"]');
  }

  /** A line at the bottom of the page that says what was done. */
  toast(text: string | RegExp): Locator {
    return this.page.getByRole("region", { name: "Messages" }).locator("> *").filter({ hasText: text });
  }

  moveAnswered() {
    return this.page.waitForResponse((r) => r.request().method() === "PATCH" && r.url().endsWith("/stage"));
  }
}

async function box(of: Locator) {
  await of.scrollIntoViewIfNeeded();
  const found = await of.boundingBox();
  if (!found) throw new Error("not on the page");
  return found;
}
