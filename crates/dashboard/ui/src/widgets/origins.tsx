import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { SettingsBlock } from "../settings/settings-page";
import { I } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { asOrigin } from "./draft";
import classes from "./widgets.module.css";

export function Origins({
  origins,
  refused,
  disabled,
  onChange,
}: {
  origins: string[];
  /** The server's reason. */
  refused?: string;
  disabled: boolean;
  onChange: (origins: string[]) => void;
}) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const add = () => {
    const found = asOrigin(text);
    if ("problem" in found) return setProblem(found.problem);
    setText("");
    setProblem(null);
    if (!origins.includes(found.origin)) onChange([...origins, found.origin]);
  };
  return (
    <SettingsBlock title="Allowed origins" about="Events from any other site are refused.">
      {origins.length === 0 && (
        <p className="t3" style={{ marginBottom: 8 }}>
          None listed: events from every site are taken. List yours to refuse the rest.
        </p>
      )}
      <ul className={classes.origins}>
        {origins.map((o) => (
          <li key={o} className={classes.origin}>
            <span className="sp cut">{o}</span>
            {!disabled && (
              <ActionIcon
                size="xs"
                aria-label={`Remove ${o}`}
                onClick={() => onChange(origins.filter((x) => x !== o))}
              >
                <IconX {...I} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {refused && <ErrorNote>{refused}</ErrorNote>}
      {!disabled && (
        <form
          className={classes.addOrigin}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
          noValidate
        >
          <TextInput
            size="sm"
            aria-label="Origin to add"
            placeholder="https://"
            inputMode="url"
            value={text}
            error={problem}
            onChange={(e) => {
              setText(e.currentTarget.value);
              setProblem(null);
            }}
          />
          <Button type="submit">Add origin</Button>
        </form>
      )}
    </SettingsBlock>
  );
}
