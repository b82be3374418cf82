import type { Channel } from "../api/types";
import classes from "./channels.module.css";
import { SANDBOX_TESTS } from "./providers";

/** What the sandbox makes of a message, by the address it goes to. */
export function SandboxNote({ channel }: { channel: Channel }) {
  const email = channel === "email";
  return (
    <div>
      <p className="t2">
        Automations, campaigns and Quick Send work as they will later, and no message leaves this
        server. What becomes of one depends on its address:
      </p>
      <ul className={classes.tests}>
        {SANDBOX_TESTS.map((t) => (
          <li key={t.email}>
            {email ? (
              <>
                An email to <code>name{t.email}@example.com</code> {t.outcome}.
              </>
            ) : (
              <>
                A number that ends in <code>{t.phone}</code> {t.outcome}.
              </>
            )}
          </li>
        ))}
        <li>To every other it is delivered.</li>
      </ul>
    </div>
  );
}
