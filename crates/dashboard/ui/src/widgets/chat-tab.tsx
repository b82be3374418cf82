import type { Widget } from "../api/types";
import { BotBlock } from "./bot-block";
import { captureProblems } from "./capture-draft";
import { ChatBlock } from "./chat-block";
import type { Draft } from "./draft";
import { OwnBot } from "./own-bot";

/** What visitors can write, and what answers them before somebody of the team does. */
export function ChatTab({
  widget,
  draft,
  edit,
  errors,
  manage,
}: {
  widget: Widget;
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  /** The server's reasons. */
  errors: Record<string, string>;
  manage: boolean;
}) {
  const { chat, capture } = draft;
  return (
    <>
      <ChatBlock
        chat={chat}
        errors={errors}
        disabled={!manage}
        onChange={(next) => edit({ chat: next })}
      />
      <BotBlock
        capture={capture}
        chatOn={chat.enabled}
        errors={{ ...errors, ...captureProblems(capture) }}
        disabled={!manage}
        onChange={(part) => edit({ capture: { ...capture, ...part } })}
      />
      <OwnBot
        url={capture.hook_url}
        secret={widget.hook_secret}
        error={errors["capture.hook_url"]}
        disabled={!manage}
        onChange={(hook_url) => edit({ capture: { ...capture, hook_url } })}
      />
    </>
  );
}
