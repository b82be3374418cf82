import { expect, type Locator, type Page } from "@playwright/test";

/** A card of a record's page, by its title. */
export const card = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });

/** Opens a list that is searched, types, and takes what the server found. */
export async function search(page: Page, box: Locator, text: string) {
  await box.click();
  await box.fill(text);
  await option(page, text).click();
}

/** Opens a plain list and takes one of its values. */
export async function choose(page: Page, box: Locator, value: string) {
  await box.click();
  await option(page, value).click();
}

export const option = (page: Page, name: string): Locator => page.getByRole("option", { name, exact: true });

/** Opens a menu of values where one is shown, and takes another. */
export async function pick(page: Page, button: Locator, value: string | RegExp) {
  await button.click();
  await page.getByRole("menuitemradio", { name: value }).click();
}

/** A line at the bottom of the page that says what was done. */
export const toast = (page: Page, text: string | RegExp): Locator =>
  page.getByRole("region", { name: "Messages" }).locator("> *").filter({ hasText: text });

/** The record's own address, once the page is there. */
export async function expectRecord(page: Page, kind: string): Promise<string> {
  const address = new RegExp(`/${kind}/[0-9a-f-]{36}$`);
  await expect(page).toHaveURL(address);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** The day so many days from now, as an input of dates takes it. */
export const day = (from: number): string => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
