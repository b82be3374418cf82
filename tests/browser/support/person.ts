import { expect, type Locator, type Page } from "@playwright/test";

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A value that is edited where it stands. */
export class Field {
  private readonly inside: Page | Locator;
  private readonly label: string;

  constructor(inside: Page | Locator, label: string) {
    this.inside = inside;
    this.label = label;
  }

  /** As it is read: "Name: Ada, edit". */
  showing(value: string): Locator {
    const name = new RegExp(`^${literal(this.label)}:\\s*${literal(value)}\\s*[,.]\\s*edit$`, "i");
    return this.inside.getByRole("button", { name });
  }

  get box(): Locator {
    return this.inside.getByRole("textbox", { name: this.label, exact: true });
  }

  /** Opens it and types over what is there. */
  async type(old: string, value: string) {
    await this.showing(old).click();
    await expect(this.box).toBeFocused();
    await this.box.fill(value);
  }
}

/** What one of the site activity's four tiles says. */
export const tile = (inside: Page | Locator, label: string): Locator => inside.locator(`dt:text-is("${label}") + dd`);
