import { ActionIcon, Button } from "@mantine/core";
import { IconChevronDown, IconTrash } from "@tabler/icons-react";
import { Link } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { AccountStage, StageColor, StageType } from "../api/types";
import { count, labelOf } from "../lib/text";
import { ChoiceMenu } from "../ui/choice-menu";
import { I, IS } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import { StageGlyph, stageLook } from "../ui/stage";
import { sayRefused } from "../ui/toast";
import classes from "./list.module.css";
import { MoveButtons } from "./move-buttons";

export const COLOURS: StageColor[] = ["blue", "amber", "purple", "pink", "green", "red"];
const TYPES: { value: StageType; label: string; about: string }[] = [
  { value: "open", label: "Open", about: "Still going on." },
  { value: "won", label: "Won", about: "The end that one works for." },
  { value: "lost", label: "Lost", about: "Ended without a deal." },
];

export function AccountStageRow({
  stage,
  stages,
  index,
  manage,
  onMove,
  onSaved,
  onDelete,
}: {
  stage: AccountStage;
  stages: AccountStage[];
  index: number;
  manage: boolean;
  onMove: (to: number) => void;
  onSaved: () => Promise<unknown>;
  onDelete: () => void;
}) {
  const { id, name, color, type, account_count: accounts } = stage;
  const look = stageLook(stages, id);
  const glyph = look && <StageGlyph look={look} />;
  const save = async (body: { name?: string; color?: StageColor; type?: StageType }) => {
    await call(api.PATCH("/account-stages/{id}", { params: { path: { id } }, body }));
    await onSaved();
  };
  const choose = (what: string, body: { color?: StageColor; type?: StageType }) =>
    save(body).catch((error) => sayRefused(`${what} of ${name} not changed: ${reason(error)}`));
  const typeLabel = TYPES.find((t) => t.value === type)?.label;
  return (
    <li className={classes.item} aria-label={name}>
      <div className={`row ${classes.main}`}>
        {manage ? (
          <ChoiceMenu
            value={color}
            choices={COLOURS.map((c) => ({
              value: c,
              label: labelOf(c),
              mark: look && <StageGlyph look={{ ...look, color: c }} />,
            }))}
            onChoose={(c) => choose("Colour", { color: c })}
          >
            <ActionIcon className={classes.glyph} aria-label={`Colour of ${name}: ${color}`}>
              {glyph}
            </ActionIcon>
          </ChoiceMenu>
        ) : (
          glyph
        )}
        {manage ? (
          <InlineEdit
            label={`Name of ${name}`}
            field="name"
            value={name}
            onSave={(text) => save({ name: text })}
          />
        ) : (
          <span className="m wrap" dir="auto">
            {name}
          </span>
        )}
      </div>
      <div className={classes.type}>
        {manage ? (
          <ChoiceMenu value={type} choices={TYPES} onChoose={(t) => choose("Type", { type: t })}>
            <Button
              size="xs"
              variant="subtle"
              aria-label={`Type of ${name}: ${typeLabel}`}
              rightSection={<IconChevronDown {...IS} />}
            >
              {typeLabel}
            </Button>
          </ChoiceMenu>
        ) : (
          typeLabel
        )}
      </div>
      <Link to={`/accounts?stage=${id}`} className={`link num ${classes.count}`}>
        {count(accounts, "account")}
      </Link>
      {manage && (
        <div className={classes.actions}>
          <MoveButtons name={name} index={index} count={stages.length} onMove={onMove} />
          <ActionIcon aria-label={`Delete ${name}`} onClick={onDelete}>
            <IconTrash {...I} />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}
