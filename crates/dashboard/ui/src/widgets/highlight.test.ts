import { expect, test } from "vitest";
import { pieces } from "./highlight";

const kinds = (code: string) =>
  pieces(code)
    .filter((p) => p.as)
    .map((p) => [p.as, p.text]);

test("no character is lost", () => {
  const code = `# it's one\nconst a = 'b' // "c"\n<script src="https://x.example/w.js"></script>`;
  expect(
    pieces(code)
      .map((p) => p.text)
      .join(""),
  ).toBe(code);
});

test("an address in quotes is no comment, a quote in a comment no string", () => {
  expect(kinds(`<script src="https://x.example/w.js">`)).toEqual([
    ["keyword", "script"],
    ["string", '"https://x.example/w.js"'],
  ]);
  expect(kinds("// it's done\nlet x")).toEqual([
    ["comment", "// it's done"],
    ["keyword", "let"],
  ]);
});

test("a method or a longer word is no keyword", () => {
  expect(kinds("hmac.new(imported, data-async)")).toEqual([]);
});
