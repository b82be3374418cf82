import { Button } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { CopyButton } from "../ui/copy-button";
import { IS } from "../ui/icon";
import classes from "./secret-line.module.css";

/** A secret to copy, hidden until somebody asks to see it. */
export function SecretLine({
  secret,
  name = "secret",
  children,
}: {
  secret: string;
  /** As the buttons call it. */
  name?: string;
  /** What else can be done with it. */
  children?: ReactNode;
}) {
  const [shown, setShown] = useState(false);
  return (
    <div className={classes.secret}>
      <code className={classes.text} data-hidden={!shown || undefined}>
        {shown ? secret : <span className="srOnly">Hidden</span>}
        {!shown && <span aria-hidden="true">••••••••••••••••••••••••</span>}
      </code>
      <div className={classes.actions}>
        <Button
          size="xs"
          leftSection={shown ? <IconEyeOff {...IS} /> : <IconEye {...IS} />}
          aria-label={`${shown ? "Hide" : "Show"} ${name}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? "Hide" : "Show"}
        </Button>
        <CopyButton text={secret} />
        {children}
      </div>
    </div>
  );
}
