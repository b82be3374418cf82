import { Loader, Portal } from "@mantine/core";
import { useEffect, useState } from "react";
import { closeToast, type Toast, useToasts } from "./toast";
import classes from "./toast.module.css";

/** Dark lines at the bottom centre; the pointer or the focus holds them. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <Portal>
      <section className={classes.stack} aria-label="Messages" aria-live="polite">
        {toasts.map((t) => (
          <Line key={t.id} toast={t} />
        ))}
      </section>
    </Portal>
  );
}

function Line({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  const { id, stays, lasts, action, working } = toast;
  useEffect(() => {
    if (stays || held) return;
    const timer = setTimeout(() => closeToast(id), lasts);
    return () => clearTimeout(timer);
  }, [id, stays, lasts, held]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only holds the timer, the button inside acts
    <div
      className={classes.toast}
      role={stays && !working ? "alert" : undefined}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {working && <Loader size={14} color="var(--ink-link)" />}
      <span className={classes.message}>{toast.message}</span>
      {action && (
        <button
          type="button"
          className={classes.action}
          onClick={() => {
            closeToast(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
    </div>
  );
}
