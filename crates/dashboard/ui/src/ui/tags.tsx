/** At most `max` tags, then how many more. */
export function Tags({ tags, max = 2 }: { tags: string[]; max?: number }) {
  return (
    <>
      {tags.slice(0, max).map((t) => (
        <span key={t} className="tag" dir="auto">
          <span>{t}</span>
        </span>
      ))}
      {tags.length > max && (
        <span className="tag" title={tags.slice(max).join(", ")}>
          +{tags.length - max}
        </span>
      )}
    </>
  );
}
