import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowsExchange,
  IconExternalLink,
  IconNote,
  IconPlus,
  IconX,
} from "@tabler/icons-react";
import { Link } from "react-router";
import type { AutomationStep, Channel } from "../api/types";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import { IS } from "../ui/icon";
import classes from "./builder.module.css";
import { useAllTemplates, useReady } from "./choices";
import { fallbackFor, type Problem, withChannel } from "./draft";
import { Pill } from "./pill";

type Message = Extract<AutomationStep, { kind: "message" }>;

/** "send WhatsApp with Welcome_Template". */
export function MessageSentence({
  step,
  of,
  problems,
  onChange,
}: {
  step: Message;
  /** "step 2". */
  of: string;
  problems: Problem[];
  onChange?: (step: AutomationStep) => void;
}) {
  return (
    <>
      send
      <ChannelPill
        label={`Channel of ${of}`}
        channel={step.channel}
        bad={problems.some((p) => p.field === "channel")}
        onChoose={onChange && ((channel) => onChange(withChannel(step, channel)))}
      />
      with
      <TemplatePill
        label={`Template of ${of}`}
        channel={step.channel}
        template={step.template_id}
        bad={problems.some((p) => p.field === "template_id")}
        onChoose={onChange && ((template_id) => onChange({ ...step, template_id }))}
      />
      {step.recipient === "owner" && (
        <>
          to
          <Pill
            label={`Recipient of ${of}`}
            value="owner"
            choices={RECIPIENTS}
            empty=""
            bad={problems.some((p) => p.field === "recipient")}
            onChoose={onChange && (() => onChange({ ...step, recipient: "person" }))}
          />
        </>
      )}
    </>
  );
}

const RECIPIENTS = [
  { value: "person", label: "the lead or contact" },
  { value: "owner", label: "the assignee" },
];

/** "If it fails, send SMS with Welcome_SMS", or the way to say so. */
export function Fallback({
  step,
  of,
  problems,
  onChange,
}: {
  step: Message;
  of: string;
  problems: Problem[];
  onChange?: (step: AutomationStep) => void;
}) {
  const ready = useReady();
  const { fallback_channel: channel, fallback_template_id: template } = step;
  if (!channel) {
    return (
      onChange && (
        <button
          type="button"
          className={classes.addFallback}
          aria-label={`Add fallback to ${of}`}
          onClick={() =>
            onChange({
              ...step,
              fallback_channel: fallbackFor(step.channel, ready),
              fallback_template_id: "",
            })
          }
        >
          <IconPlus {...IS} />
          Add fallback
        </button>
      )
    );
  }
  return (
    <div className={classes.fallback}>
      <IconArrowsExchange {...IS} />
      <div className={classes.sentence}>
        If it fails, send
        <ChannelPill
          label={`Fallback channel of ${of}`}
          channel={channel}
          but={step.channel}
          bad={problems.some((p) => p.field === "fallback_channel")}
          onChoose={
            onChange &&
            ((to) => onChange({ ...step, fallback_channel: to, fallback_template_id: "" }))
          }
        />
        with
        <TemplatePill
          label={`Fallback template of ${of}`}
          channel={channel}
          template={template ?? ""}
          bad={problems.some((p) => p.field === "fallback_template_id")}
          onChoose={
            onChange && ((fallback_template_id) => onChange({ ...step, fallback_template_id }))
          }
        />
      </div>
      {onChange && (
        <ActionIcon
          size="xs"
          aria-label={`Remove the fallback of ${of}`}
          onClick={() => onChange({ ...step, fallback_channel: null, fallback_template_id: null })}
        >
          <IconX {...IS} />
        </ActionIcon>
      )}
    </div>
  );
}

function ChannelPill({
  label,
  channel,
  but,
  bad,
  onChoose,
}: {
  label: string;
  channel: Channel;
  /** Not offered: a step does not fall back to its own channel. */
  but?: Channel;
  bad: boolean;
  onChoose?: (channel: Channel) => void;
}) {
  const choices = CHANNEL_ORDER.filter((c) => c !== but).map((value) => {
    const { label: name, icon: Icon } = CHANNELS[value];
    return { value, label: name, mark: <Icon {...IS} /> };
  });
  return (
    <Pill
      label={label}
      value={channel}
      choices={choices}
      empty={CHANNELS[channel].label}
      bad={bad}
      onChoose={onChoose && ((v) => onChoose(v as Channel))}
    />
  );
}

/** Only approved templates of the channel are offered; one that lost its approval is still named. */
function TemplatePill({
  label,
  channel,
  template,
  bad,
  onChoose,
}: {
  label: string;
  channel: Channel;
  template: string;
  bad: boolean;
  onChoose?: (template: string) => void;
}) {
  const all = useAllTemplates().data;
  const known = all?.find((t) => t.id === template);
  const choices = (all ?? [])
    .filter((t) => t.channel === channel && t.status === "approved")
    .map((t) => ({ value: t.id, label: t.name, mark: <IconNote {...IS} /> }));
  const name = channel === "email" ? "email" : CHANNELS[channel].label;
  return (
    <Pill
      label={label}
      value={template}
      choices={choices}
      empty={
        template === ""
          ? "Pick a template"
          : (known?.name ?? (all ? "A deleted template" : "A template"))
      }
      icon={template === "" ? undefined : IconNote}
      bad={bad}
      onChoose={onChoose}
      none={
        <>
          {all && choices.length === 0 && (
            <Menu.Label>No {name} template is approved yet</Menu.Label>
          )}
          <Menu.Item
            leftSection={<IconExternalLink {...IS} />}
            component={Link}
            to="/broadcasts/templates"
          >
            Go to the templates
          </Menu.Item>
        </>
      }
    />
  );
}
