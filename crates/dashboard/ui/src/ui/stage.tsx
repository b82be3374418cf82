import type { Stage, StageColor, StageType } from "../api/types";

export interface StageLook {
  name: string;
  color: StageColor;
  type: StageType;
  /** 0 to 1: the stage's place among the open ones. */
  fill: number;
}

/** Empty for the first open stage, full for the last. */
export function stageLook(
  stages: Pick<Stage, "id" | "name" | "color" | "type" | "position">[],
  id: string | null,
): StageLook | null {
  const stage = stages.find((s) => s.id === id);
  if (!stage) return null;
  const open = stages.filter((s) => s.type === "open").sort((a, b) => a.position - b.position);
  const at = open.findIndex((s) => s.id === id);
  const fill = open.length < 2 || at < 0 ? 0 : at / (open.length - 1);
  return { name: stage.name, color: stage.color, type: stage.type, fill };
}

/** The signature mark: shape tells what colour tells. */
export function StageGlyph({ look }: { look: StageLook }) {
  const ink = `var(--${look.color})`;
  const mark = { fill: "none", stroke: "var(--surface)", strokeWidth: 1.6 };
  const height = look.fill * 6.8;
  return (
    <svg width={14} height={14} viewBox="0 0 14 14" aria-hidden="true" style={{ flex: "none" }}>
      {look.type === "open" ? (
        <>
          <rect
            x={1.75}
            y={1.75}
            width={10.5}
            height={10.5}
            rx={3}
            fill="none"
            stroke={ink}
            strokeWidth={1.5}
          />
          {height > 0 && (
            <rect x={3.6} y={10.4 - height} width={6.8} height={height} rx={1.3} fill={ink} />
          )}
        </>
      ) : (
        <>
          <rect x={1} y={1} width={12} height={12} rx={3.6} fill={ink} />
          <path
            d={look.type === "won" ? "M4.2 7.3l2 2 3.7-4.3" : "M4.8 4.8l4.4 4.4M9.2 4.8 4.8 9.2"}
            strokeLinecap="round"
            strokeLinejoin="round"
            {...mark}
          />
        </>
      )}
    </svg>
  );
}

export function StageBadge({ look }: { look: StageLook }) {
  return (
    <span className="badge" data-color={look.color}>
      <StageGlyph look={look} />
      <span className="cut">{look.name}</span>
    </span>
  );
}
