import { Button, Menu, Textarea, TextInput } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import type { Channel, MessageTemplate } from "../api/types";
import { useInsert } from "../messages/use-insert";
import { CHANNELS } from "../messages/words";
import { useTemplates } from "../templates/api";
import { VariablesMenu } from "../templates/variables-menu";
import { IS } from "../ui/icon";
import classes from "./quick-send.module.css";

export interface Written {
  subject: string;
  body: string;
  /** Where it was taken from. */
  template?: MessageTemplate;
}

/** The template, while it stands as it was taken: that one is sent, with its name at Meta, instead of a text. */
export const untouched = ({ subject, body, template: t }: Written, channel: Channel) =>
  t?.channel === channel && t.body === body && (channel !== "email" || t.subject === subject)
    ? t
    : null;

/** What is sent, typed or taken from an approved template, with variables where the cursor is. */
export function Compose({
  channel,
  written,
  errors,
  onChange,
}: {
  channel: Channel;
  written: Written;
  errors: Record<string, string>;
  onChange: (part: Partial<Written>) => void;
}) {
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const { insert, noteFocus } = useInsert({ subject, body }, "body", (field, text) =>
    onChange({ [field]: text }),
  );
  /** What stood there before a template took its place. */
  const [before, setBefore] = useState<Written | null>(null);
  const use = (template: MessageTemplate) => {
    setBefore(written.body.trim() ? written : null);
    onChange({ subject: template.subject ?? written.subject, body: template.body, template });
    // The menu is about to go.
    setTimeout(() => body.current?.focus());
  };
  return (
    <div className={classes.fields}>
      <div className={classes.tools}>
        <TemplatesMenu channel={channel} onChoose={use} />
        <VariablesMenu onChoose={insert} />
        {before && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              onChange(before);
              setBefore(null);
            }}
          >
            Put my text back
          </Button>
        )}
      </div>
      {channel === "email" && (
        <TextInput
          ref={subject}
          label="Subject"
          maxLength={500}
          dir="auto"
          value={written.subject}
          error={errors.subject}
          onFocus={noteFocus("subject")}
          onChange={(e) => onChange({ subject: e.currentTarget.value })}
        />
      )}
      <Textarea
        ref={body}
        label="Message"
        autosize
        minRows={4}
        maxRows={12}
        maxLength={20_000}
        dir="auto"
        data-autofocus
        value={written.body}
        error={errors.body}
        onFocus={noteFocus("body")}
        onChange={(e) => onChange({ body: e.currentTarget.value })}
      />
    </div>
  );
}

interface Choosing {
  channel: Channel;
  onChoose: (template: MessageTemplate) => void;
}

function TemplatesMenu(props: Choosing) {
  return (
    <Menu width={300} returnFocus={false}>
      <Menu.Target>
        <Button size="xs" leftSection={<IconTemplate {...IS} />}>
          Use a template
        </Button>
      </Menu.Target>
      {/* What scrolls must be reachable by keyboard; by Tab the items are not. */}
      <Menu.Dropdown className={classes.menu} tabIndex={0}>
        <Templates {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Read when the menu opens. */
function Templates({ channel, onChoose }: Choosing) {
  const { data, error } = useTemplates({ channel, status: "approved" });
  if (!data) return <Menu.Label>{error ? reason(error) : "Loading"}</Menu.Label>;
  if (data.length === 0)
    return (
      <>
        <Menu.Label>No approved template for {CHANNELS[channel].label}</Menu.Label>
        <Menu.Item component={Link} to="/broadcasts/templates" target="_blank">
          Open Templates in a new tab
        </Menu.Item>
      </>
    );
  return data.map((t) => (
    <Menu.Item key={t.id} onClick={() => onChoose(t)}>
      <span className="wrap" dir="auto">
        {t.name}
      </span>
    </Menu.Item>
  ));
}
