import { Button } from "@mantine/core";
import { randomId } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useCustomFields } from "../crm/custom-fields";
import { count } from "../lib/text";
import { moved } from "../settings/move-buttons";
import { SettingsBlock } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { Empty, ErrorNote } from "../ui/notes";
import { BehaviorRow } from "./behavior-row";
import {
  type BehaviorDraft,
  behaviorAt,
  type CaptureDraft,
  MAX_BEHAVIORS,
  newBehavior,
} from "./capture-draft";
import classes from "./chat-tab.module.css";
import { SwitchLine } from "./switch-line";

/** What the bot asks of whom. Which behavior is open stands in the address. */
export function BotBlock({
  capture,
  chatOn,
  errors,
  disabled,
  onChange,
}: {
  capture: CaptureDraft;
  chatOn: boolean;
  errors: Record<string, string>;
  disabled: boolean;
  onChange: (part: Partial<CaptureDraft>) => void;
}) {
  const { enabled, behaviors } = capture;
  const custom = useCustomFields("lead").data ?? [];
  const [params, setParams] = useSearchParams();
  const [added, setAdded] = useState<string | null>(null);
  const [removing, setRemoving] = useState<BehaviorDraft | null>(null);
  const opened = params.get("behavior");
  const asked = removing?.questions.length ?? 0;
  const show = (id: string | null) =>
    setParams({ tab: "chat", ...(id && { behavior: id }) }, { replace: true });
  const put = (next: BehaviorDraft[]) => onChange({ behaviors: next });
  const add = () => {
    const made = newBehavior(randomId("b-"));
    put([...behaviors, made]);
    setAdded(made.id);
    show(made.id);
  };
  const addButton = (
    <Button
      leftSection={<IconPlus {...I} />}
      disabled={behaviors.length >= MAX_BEHAVIORS}
      onClick={add}
    >
      Add behavior
    </Button>
  );
  const refused = errors.capture ?? errors["capture.behaviors"];
  return (
    <SettingsBlock
      title="Bot capture"
      about="Asks visitors in the chat who they are, and makes a lead of their answers, with the source Bot."
    >
      <SwitchLine
        label="Capture with the bot"
        checked={enabled}
        disabled={disabled}
        onChange={(on) => onChange({ enabled: on })}
      >
        The first behavior that fits a visitor is run. As soon as somebody of the team answers, the
        bot is silent.{" "}
        {enabled && !chatOn && "While the chat is off, nobody is there for it to ask."}
      </SwitchLine>
      {behaviors.length > 0 ? (
        <ol className={classes.list} aria-label="Behaviors">
          {behaviors.map((b, i) => (
            <BehaviorRow
              key={b.id}
              behavior={b}
              index={i}
              count={behaviors.length}
              custom={custom}
              errors={errors}
              wrong={Object.keys(errors).some((f) => f.startsWith(`${behaviorAt(i)}.`))}
              open={b.id === opened}
              fresh={b.id === added}
              disabled={disabled}
              onOpen={(on) => {
                setAdded(null);
                show(on ? b.id : null);
              }}
              onChange={(next) => put(behaviors.map((x) => (x.id === b.id ? next : x)))}
              onMove={(to) => put(moved(behaviors, i, to))}
              onRemove={() => setRemoving(b)}
            />
          ))}
        </ol>
      ) : (
        <div className={classes.none}>
          <Empty
            title="No behavior yet"
            why={
              disabled
                ? "The bot asks nobody until an admin adds one."
                : "A behavior says whom the bot asks, and what. Without one it asks nobody."
            }
          >
            {!disabled && addButton}
          </Empty>
        </div>
      )}
      {refused && <ErrorNote>{refused}</ErrorNote>}
      {!disabled && behaviors.length > 0 && <div className={classes.add}>{addButton}</div>}
      <Confirm
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing?.name.trim() || "this behavior"}?`}
        action="Remove behavior"
        onConfirm={async () => {
          if (!removing) return;
          put(behaviors.filter((b) => b.id !== removing.id));
          if (removing.id === opened) show(null);
        }}
      >
        {asked > 0 && `Its ${count(asked, "question goes", "questions go")} with it. `}It is gone
        once you save. Leads that it captured and their conversations stay.
      </Confirm>
    </SettingsBlock>
  );
}
