import { Button } from "@mantine/core";
import { useState } from "react";
import { reason } from "../api/errors";
import type { Id, Note } from "../api/types";
import { useSession } from "../auth/session";
import { Confirm } from "../ui/confirm";
import { Empty, ErrorNote } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { say } from "../ui/toast";
import { NoteBox } from "./note-box";
import { NoteRow } from "./note-row";
import { addNote, deleteNote, editNote, type Noted, useNotes } from "./notes-api";
import classes from "./notes-card.module.css";

/** What people wrote about a record, newest first, with the box for the next one on top. */
export function NotesCard({ of, id, canEdit }: { of: Noted; id: Id; canEdit: boolean }) {
  const me = useSession().user.id;
  const notes = useNotes(of, id);
  const [deleting, setDeleting] = useState<Note | null>(null);
  const rows = notes.data?.pages.flatMap((p) => p.data) ?? [];
  return (
    <section className="card" aria-label="Notes">
      <div className="cardHead">
        <h2>Notes</h2>
      </div>
      <div className="cardBody">
        {canEdit && (
          <NoteBox label="Add a note" action="Add note" onSave={(text) => addNote(of, id, text)} />
        )}
        {notes.error && !notes.data ? (
          <ErrorNote>The notes could not be read: {reason(notes.error)}</ErrorNote>
        ) : !notes.data ? (
          <SkeletonRows rows={2} height={44} />
        ) : rows.length === 0 ? (
          <Empty
            title="No notes yet"
            why={
              canEdit
                ? "What you write here stays with the record, for everyone on the team."
                : "Teammates who may change this record can write some."
            }
          />
        ) : (
          <ul className={classes.list}>
            {rows.map((note) => (
              <NoteRow
                key={note.id}
                note={note}
                own={canEdit && note.author.kind === "user" && note.author.id === me}
                onEdit={(text) => editNote(id, note, text)}
                onDelete={() => setDeleting(note)}
              />
            ))}
          </ul>
        )}
        {notes.hasNextPage && (
          <Button
            size="xs"
            mt={8}
            loading={notes.isFetchingNextPage}
            onClick={() => notes.fetchNextPage()}
          >
            Show earlier notes
          </Button>
        )}
        {notes.error && notes.data && <ErrorNote>{reason(notes.error)}</ErrorNote>}
      </div>
      <Confirm
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title="Delete this note?"
        action="Delete note"
        onConfirm={async () => {
          if (!deleting) return;
          await deleteNote(id, deleting);
          say("Note deleted");
        }}
      >
        <span dir="auto">“{beginning(deleting?.body ?? "")}”</span> goes for good. The timeline
        keeps that a note was there, not what it said.
      </Confirm>
    </section>
  );
}

const beginning = (body: string) => (body.length > 80 ? `${body.slice(0, 80).trimEnd()}…` : body);
