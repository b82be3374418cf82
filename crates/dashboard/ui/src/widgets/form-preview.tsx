import { type FormEvent, useId, useState } from "react";
import type { FormDraft } from "./form-draft";
import classes from "./form-preview.module.css";

/** As the script draws it: the same shapes, in this page's font and colours. Sending shows the thanks, and no more. */
export function FormPreview({ draft }: { draft: FormDraft }) {
  const [sent, setSent] = useState(false);
  const own = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
  };
  return (
    <section className={classes.page} aria-label="Preview of the form">
      {sent ? (
        <div className={classes.sent}>
          <p role="status" dir="auto" className="wrap">
            {draft.thanks}
          </p>
          <button type="button" className="link sm" onClick={() => setSent(false)}>
            Show the form again
          </button>
        </div>
      ) : (
        <form className={classes.form} onSubmit={send} noValidate>
          {draft.title.trim() && (
            <p className={classes.title} dir="auto">
              {draft.title}
            </p>
          )}
          {draft.fields.map(({ id, label, kind, required }) => (
            <label key={id} className={classes.field} htmlFor={`${own}${id}`}>
              <span dir="auto" className="wrap">
                {label.trim() || "Label"}
                {required && <span aria-hidden="true"> *</span>}
              </span>
              {kind === "textarea" ? (
                <textarea id={`${own}${id}`} className={classes.control} aria-required={required} />
              ) : (
                <input
                  id={`${own}${id}`}
                  className={classes.control}
                  type={kind === "phone" ? "tel" : kind}
                  aria-required={required}
                  autoComplete="off"
                />
              )}
            </label>
          ))}
          <button type="submit" className={classes.button} dir="auto">
            {draft.button.trim() || "Button"}
          </button>
        </form>
      )}
    </section>
  );
}
