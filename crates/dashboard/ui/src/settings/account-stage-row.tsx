import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { Link } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { AccountStage, StageColor, StageType } from "../api/types";
import { count } from "../lib/text";
import { I } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import { StageGlyph, stageLook } from "../ui/stage";
import { ColourMenu, TypeMenu, typeLabel } from "../ui/stage-menus";
import { sayRefused } from "../ui/toast";
import classes from "./list.module.css";
import { MoveButtons } from "./move-buttons";

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
  const { id, name, type, account_count: accounts } = stage;
  const look = stageLook(stages, id);
  const save = async (body: { name?: string; color?: StageColor; type?: StageType }) => {
    await call(api.PATCH("/account-stages/{id}", { params: { path: { id } }, body }));
    await onSaved();
  };
  const choose = (what: string, body: { color?: StageColor; type?: StageType }) =>
    save(body).catch((error) => sayRefused(`${what} of ${name} not changed: ${reason(error)}`));
  return (
    <li className={classes.item} aria-label={name}>
      <div className={`row ${classes.main}`}>
        {look && manage && (
          <ColourMenu
            name={name}
            look={look}
            className={classes.glyph}
            onChoose={(c) => choose("Colour", { color: c })}
          />
        )}
        {look && !manage && <StageGlyph look={look} />}
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
          <TypeMenu name={name} type={type} onChoose={(t) => choose("Type", { type: t })} />
        ) : (
          typeLabel(type)
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
