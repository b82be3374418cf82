/** The product's letter. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M10 8v16M22 8v16M10 16h12"
        stroke="currentColor"
        strokeWidth={3.4}
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}
