import { Button, Textarea } from "@mantine/core";
import { useEffect, useRef } from "react";
import { reason, reasonFor } from "../api/errors";
import type { ConversationDetail } from "../api/types";
import { useKeys } from "../lib/hotkeys";
import { Keys } from "../ui/keys";
import { ErrorNote } from "../ui/notes";
import { sayRefused } from "../ui/toast";
import { sendReply } from "./api";
import { useDraft } from "./drafts";
import classes from "./thread.module.css";

export function Composer({ conversation }: { conversation: ConversationDetail }) {
  const { id, channel, customer } = conversation;
  const { draft, set } = useDraft(id);
  const box = useRef<HTMLTextAreaElement>(null);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  useKeys({ r: () => box.current?.focus() });
  const body = draft.text.trim();
  const send = async () => {
    if (!body || draft.sending) return;
    set({ sending: true, failed: null });
    try {
      await sendReply(id, body);
      set();
    } catch (error) {
      set({ sending: false, failed: reasonFor(error, "body") });
      // Whoever went on to another conversation does not see it there.
      if (!here.current) {
        sayRefused(`Reply to ${customer.display_name} not sent: ${reason(error)}`);
      }
    }
  };
  const by = channel === "email" ? " by email" : "";
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        ref={box}
        classNames={{ input: classes.field }}
        aria-label="Reply"
        placeholder={`Reply to ${customer.display_name}${by}`}
        autosize
        minRows={2}
        maxRows={10}
        dir="auto"
        value={draft.text}
        readOnly={draft.sending}
        error={draft.failed !== null}
        onChange={(e) => set({ text: e.currentTarget.value })}
        onKeyDown={(e) => {
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
            e.preventDefault();
            void send();
          } else if (e.key === "Escape") e.currentTarget.blur();
        }}
      />
      {draft.failed && <ErrorNote>Not sent: {draft.failed}</ErrorNote>}
      <div className={classes.composerFoot}>
        <span className={classes.hint}>
          <Keys combo="mod+Enter" />
        </span>
        <Button
          type="submit"
          variant="filled"
          size="xs"
          className={classes.send}
          loading={draft.sending}
          disabled={!body}
        >
          Send
        </Button>
      </div>
    </form>
  );
}
