const apple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
export const modKey = apple ? "⌘" : "Ctrl";

/** "Ctrl K" as one cap, "G L" as two. */
export function Keys({ combo }: { combo: string }) {
  const parts = combo.startsWith("mod+") ? [`${modKey} ${combo.slice(4)}`] : combo.split(" ");
  return (
    <span aria-hidden="true" style={{ display: "inline-flex", gap: 4 }}>
      {parts.map((p, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: "C C" is twice the same cap
        <kbd key={i}>{p}</kbd>
      ))}
    </span>
  );
}
