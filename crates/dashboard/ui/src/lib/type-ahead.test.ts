import { expect, test } from "vitest";
import { keepTyping, takeTyped } from "./type-ahead";

const press = (key: string, init: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
};

test("keeps letters until they are taken, and only those", () => {
  expect(press("a")).toBe(false);
  keepTyping();
  expect(press("z")).toBe(true);
  expect(press("Escape")).toBe(false);
  expect(press("k", { ctrlKey: true })).toBe(false);
  press("e");
  expect(takeTyped()).toBe("ze");
  expect(press("y")).toBe(false);
  expect(takeTyped()).toBe("");
});
