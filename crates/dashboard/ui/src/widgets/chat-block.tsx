import { Textarea, TextInput } from "@mantine/core";
import type { ChatSettings } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";
import { ChatPreview } from "./chat-preview";
import classes from "./chat-tab.module.css";
import { SwitchLine } from "./switch-line";
import shared from "./widgets.module.css";

/** Whether pages of this site have the chat, and what it says. */
export function ChatBlock({
  chat,
  errors,
  disabled,
  onChange,
}: {
  chat: ChatSettings;
  errors: Record<string, string>;
  disabled: boolean;
  onChange: (chat: ChatSettings) => void;
}) {
  const edit = (part: Partial<ChatSettings>) => onChange({ ...chat, ...part });
  const refused = errors.chat ?? errors["chat.enabled"];
  return (
    <SettingsBlock
      title="Chat"
      about="Visitors write to your team, and you answer in the inbox. Off on every new widget."
    >
      <SwitchLine
        label="Show the chat"
        checked={chat.enabled}
        disabled={disabled}
        onChange={(enabled) => edit({ enabled })}
      >
        A button in the corner of every page that carries the snippet. There is nothing more to
        install. Who writes without being known becomes a lead.
      </SwitchLine>
      <SwitchLine
        label="Ask for the email"
        checked={chat.ask_email}
        disabled={disabled}
        onChange={(ask_email) => edit({ ask_email })}
      >
        Offers a place for it in the chat for as long as none is known.
      </SwitchLine>
      <p className={`t3 sm ${classes.note}`}>
        Chat messages are no visitor events: they are not in the site activity, and the engagement
        strip does not count them. The page view of the page they were written on is, while tracking
        is on.
      </p>
      <div className={classes.fields}>
        <TextInput
          label="Title"
          maxLength={80}
          dir="auto"
          disabled={disabled}
          value={chat.title}
          error={errors["chat.title"]}
          onChange={(e) => edit({ title: e.currentTarget.value })}
        />
        <Textarea
          label="Greeting"
          description="The first thing that a visitor reads."
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          dir="auto"
          disabled={disabled}
          value={chat.greeting}
          error={errors["chat.greeting"]}
          onChange={(e) => edit({ greeting: e.currentTarget.value })}
        />
      </div>
      {refused && <ErrorNote>{refused}</ErrorNote>}
      <h3 className={shared.label}>Preview</h3>
      <ChatPreview chat={chat} />
      <p className={`t3 sm ${shared.seen}`}>
        A page changes its colour and its place with the custom properties{" "}
        <code>--hydra-accent</code>, <code>--hydra-on-accent</code>, <code>--hydra-chat-right</code>{" "}
        and <code>--hydra-chat-bottom</code>.
      </p>
    </SettingsBlock>
  );
}
