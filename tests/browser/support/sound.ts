import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** The page has what it is for, and nothing on it moves. */
export async function settled(page: Page, ready: (page: Page) => Promise<void>) {
  await ready(page);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  // Colours that are on their way have no contrast to speak of.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
}

/** An email's preview is somebody's text, in a frame where no script may run. */
export async function expectAccessible(page: Page, what: string) {
  const { violations } = await new AxeBuilder({ page }).exclude("iframe[sandbox]").analyze();
  const bad = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  const said = bad.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.map((n) => `${n.target} ${n.html}`).join("\n    ")}`);
  expect.soft(said, `axe on ${what}`).toEqual([]);
}

export async function expectNoOverflow(page: Page, what: string) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth && document.body.scrollWidth <= root.clientWidth) return [];
    const over = Array.from(document.querySelectorAll("body *")).filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    return [`${root.scrollWidth} > ${root.clientWidth}`, ...over.slice(0, 5).map((e) => e.outerHTML.slice(0, 160))];
  });
  expect.soft(wide, `nothing of ${what} sticks out`).toEqual([]);
}
