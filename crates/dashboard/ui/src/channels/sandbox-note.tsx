import type { Channel } from "../api/types";
import classes from "./channels.module.css";
import { SANDBOX_TESTS } from "./providers";

/** What the sandbox makes of a message, by the address it goes to. */
export function SandboxNote({ channel }: { channel: Channel }) {
  const email = channel === "email";
  return (
    <div>
      <p className="t2">What becomes of a message depends on its address:</p>
      <ul className={classes.tests}>
        {SANDBOX_TESTS.map((t) => (
          <li key={t.email}>
            <code>{email ? `name${t.email}@…` : `…${t.phone}`}</code> {t.outcome}
          </li>
        ))}
        <li>Every other is delivered</li>
      </ul>
    </div>
  );
}
