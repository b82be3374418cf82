import { Button, PasswordInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { IS } from "../ui/icon";
import classes from "./channels.module.css";

/** A secret can be given and replaced, and is never shown again. */
export function SecretField({
  label,
  about,
  kept,
  value,
  error,
  disabled,
  onChange,
}: {
  label: string;
  about?: string;
  /** One is set. */
  kept: boolean;
  /** As typed; undefined leaves what is set. */
  value: string | undefined;
  error?: string;
  disabled: boolean;
  onChange: (value: string | undefined) => void;
}) {
  if (value === undefined && (kept || disabled)) {
    return (
      <div>
        <div className={classes.label}>{label}</div>
        <div className={classes.secret}>
          {kept && <IconLock {...IS} />}
          <span className="t2">{kept ? "Set" : "Not set"}</span>
          {!disabled && (
            <Button size="xs" aria-label={`Replace ${label}`} onClick={() => onChange("")}>
              Replace
            </Button>
          )}
        </div>
        {about && <div className={classes.about}>{about}</div>}
      </div>
    );
  }
  return (
    <div>
      <PasswordInput
        label={label}
        description={about}
        autoComplete="new-password"
        maxLength={2000}
        autoFocus={kept}
        value={value ?? ""}
        error={error}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
      {kept && (
        <button type="button" className="link sm" onClick={() => onChange(undefined)}>
          Keep the one that is set
        </button>
      )}
    </div>
  );
}
