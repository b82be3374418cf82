import { ActionIcon } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Note } from "../api/types";
import { who } from "../person/who";
import { PersonAvatar, TeamAvatar } from "../ui/avatar";
import { IS } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { NoteBox } from "./note-box";
import classes from "./notes-card.module.css";

export function NoteRow({
  note,
  own,
  onEdit,
  onDelete,
}: {
  note: Note;
  /** Only what one wrote oneself can be rewritten or taken away. */
  own: boolean;
  onEdit: (text: string) => Promise<unknown>;
  onDelete: () => void;
}) {
  const [editing, setEditing] = useState(false);
  const { author } = note;
  const name = who(author);
  return (
    <li className={classes.note}>
      {author.kind === "user" && author.id ? (
        <TeamAvatar mate={{ id: author.id, name }} size="s" silent />
      ) : (
        <PersonAvatar name={name} size="s" />
      )}
      <div className={classes.main}>
        <div className={classes.by}>
          <span className="m wrap" dir="auto">
            {name}
          </span>
          <TimeAgo at={note.created_at} className={classes.when} />
          {note.updated_at !== note.created_at && <span className={classes.when}>edited</span>}
          <span className="sp" />
          {own && !editing && (
            <span className={classes.actions}>
              <ActionIcon size="xs" aria-label="Edit note" onClick={() => setEditing(true)}>
                <IconPencil {...IS} />
              </ActionIcon>
              <ActionIcon size="xs" aria-label="Delete note" onClick={onDelete}>
                <IconTrash {...IS} />
              </ActionIcon>
            </span>
          )}
        </div>
        {editing ? (
          <NoteBox
            label="Edit note"
            action="Save note"
            start={note.body}
            onCancel={() => setEditing(false)}
            onSave={async (text) => {
              if (text !== note.body) await onEdit(text);
              setEditing(false);
            }}
          />
        ) : (
          <p className={classes.body} dir="auto">
            {note.body}
          </p>
        )}
      </div>
    </li>
  );
}
