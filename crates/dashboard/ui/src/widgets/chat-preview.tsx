import { IconChevronDown, IconMessageCircle, IconX } from "@tabler/icons-react";
import { type FormEvent, useId, useState } from "react";
import type { ChatSettings } from "../api/types";
import classes from "./chat-preview.module.css";

/** As the script draws it: the same shapes, in this page's font and colours. What is written here goes nowhere. */
export function ChatPreview({ chat }: { chat: ChatSettings }) {
  const own = useId();
  const [open, setOpen] = useState(true);
  const [said, setSaid] = useState<{ id: number; text: string }[]>([]);
  const [text, setText] = useState("");
  const [emailLeft, setEmailLeft] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    setSaid([...said, { id: said.length, text: text.trim() }]);
    setText("");
  };
  const leave = (event: FormEvent) => {
    event.preventDefault();
    setEmailLeft(true);
  };
  return (
    <section className={classes.page} aria-label="Preview of the chat">
      {open && (
        <div className={classes.panel}>
          <div className={classes.head}>
            <p className={classes.title} dir="auto">
              {chat.title.trim() || "Title"}
            </p>
            <button
              type="button"
              className={classes.close}
              aria-label="Close chat"
              onClick={() => setOpen(false)}
            >
              <IconX size={20} stroke={1.8} />
            </button>
          </div>
          <div className={classes.log}>
            <p className={classes.theirs} dir="auto">
              {chat.greeting.trim() || "Greeting"}
            </p>
            <p className={classes.caption}>Bot, now</p>
            {said.map((m) => (
              <p key={m.id} className={classes.own} dir="auto">
                {m.text}
              </p>
            ))}
          </div>
          {chat.ask_email && !emailLeft && (
            <form className={classes.mail} onSubmit={leave} noValidate>
              <label htmlFor={own}>Leave your email, and we can answer when you are gone</label>
              <div className={classes.line}>
                <input
                  id={own}
                  className={classes.control}
                  type="email"
                  placeholder="you@example.com"
                  autoComplete="off"
                />
                <button type="submit" className={classes.fill} aria-label="Save email">
                  Save
                </button>
              </div>
            </form>
          )}
          <form className={`${classes.line} ${classes.write}`} onSubmit={send}>
            <input
              className={classes.control}
              aria-label="Message"
              placeholder="Write a message"
              autoComplete="off"
              dir="auto"
              value={text}
              onChange={(e) => setText(e.currentTarget.value)}
            />
            <button type="submit" className={classes.fill}>
              Send
            </button>
          </form>
        </div>
      )}
      <button
        type="button"
        className={classes.launch}
        aria-label="Chat"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? (
          <IconChevronDown size={24} stroke={1.8} />
        ) : (
          <IconMessageCircle size={24} stroke={1.8} />
        )}
      </button>
    </section>
  );
}
