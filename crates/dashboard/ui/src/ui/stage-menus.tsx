import { ActionIcon, Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { StageColor, StageType } from "../api/types";
import { labelOf } from "../lib/text";
import { ChoiceMenu } from "./choice-menu";
import { IS } from "./icon";
import { StageGlyph, type StageLook } from "./stage";

export const COLOURS: StageColor[] = ["blue", "amber", "purple", "pink", "green", "red"];
const TYPES: { value: StageType; label: string; about: string }[] = [
  { value: "open", label: "Open", about: "Still going on." },
  { value: "won", label: "Won", about: "The end that one works for." },
  { value: "lost", label: "Lost", about: "Ended without a deal." },
];
export const typeLabel = (type: StageType) => TYPES.find((t) => t.value === type)?.label ?? type;

/** One that no stage has yet, so that two new ones can be told apart. */
export const freeColour = (used: { color: StageColor }[]): StageColor =>
  COLOURS.find((c) => used.every((s) => s.color !== c)) ?? COLOURS[used.length % 6] ?? "blue";

/** The six colours, each on the stage's own mark. */
export function ColourMenu({
  name,
  look,
  onChoose,
  className,
}: {
  /** Of the stage. */
  name: string;
  look: StageLook;
  onChoose: (color: StageColor) => void;
  className?: string;
}) {
  return (
    <ChoiceMenu
      value={look.color}
      choices={COLOURS.map((c) => ({
        value: c,
        label: labelOf(c),
        mark: <StageGlyph look={{ ...look, color: c }} />,
      }))}
      onChoose={onChoose}
    >
      <ActionIcon className={className} aria-label={`Colour of ${name}: ${look.color}`}>
        <StageGlyph look={look} />
      </ActionIcon>
    </ChoiceMenu>
  );
}

/** Open, won or lost: what reports count it as. */
export function TypeMenu({
  name,
  type,
  onChoose,
}: {
  name: string;
  type: StageType;
  onChoose: (type: StageType) => void;
}) {
  return (
    <ChoiceMenu value={type} choices={TYPES} onChoose={onChoose}>
      <Button
        size="xs"
        variant="subtle"
        aria-label={`Type of ${name}: ${typeLabel(type)}`}
        rightSection={<IconChevronDown {...IS} />}
      >
        {typeLabel(type)}
      </Button>
    </ChoiceMenu>
  );
}
