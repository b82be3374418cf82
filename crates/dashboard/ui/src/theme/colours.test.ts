import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

describe("raw colours", () => {
  it("live in tokens.css and theme.ts only", () => {
    const found = files(root)
      .filter(
        (f) => /\.(tsx?|css)$/.test(f) && !/tokens\.css$|theme\.ts$|colours\.test\.ts$/.test(f),
      )
      .filter((f) =>
        /#[0-9a-f]{3,8}\b(?!["'] className)|\brgba?\(/i.test(strip(readFileSync(f, "utf8"))),
      );
    expect(found).toEqual([]);
  });
});

/** Fragment links and comments are no colours. */
const strip = (text: string) => text.replace(/href="#[^"]*"/g, "").replace(/\/\*[\s\S]*?\*\//g, "");
