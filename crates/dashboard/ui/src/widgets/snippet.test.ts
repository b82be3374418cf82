import { expect, test } from "vitest";
import { perLine } from "./snippet";

test("the attributes of the tag stand below each other, code stays as it is", () => {
  const html = `<script>
  f("a" data-b);
</script>
<script async src="https://x.example/widget.js" data-key="pk_1" data-consent="required"></script>`;
  expect(perLine(html)).toBe(`<script>
  f("a" data-b);
</script>
<script async src="https://x.example/widget.js"
        data-key="pk_1"
        data-consent="required"></script>`);
});
