import { Menu } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { mateOf, usePipelines, useTeam } from "../api/shared";
import type { AutomationStep } from "../api/types";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { IS } from "../ui/icon";
import { StageGlyph, stageLook } from "../ui/stage";
import { useOutboundChoices } from "./choices";
import type { Problem } from "./draft";
import { MessageSentence } from "./message-sentence";
import { Pill, TextPill } from "./pill";
import { DELAYS, delayWords } from "./words";

/** A step in words; each variable part of it is a pill. */
export function StepSentence({
  step,
  of,
  problems,
  onChange,
}: {
  step: AutomationStep;
  /** "step 2", for what is read out. */
  of: string;
  problems: Problem[];
  /** Absent: only shown. */
  onChange?: (step: AutomationStep) => void;
}) {
  const bad = (field: string) => problems.some((p) => p.field === field);
  return (
    <>
      {step.delay_minutes > 0 && "After"}
      <Pill
        label={`Delay of ${of}`}
        value={String(step.delay_minutes)}
        choices={DELAYS.map((d) => ({ value: String(d), label: delayWords(d) }))}
        empty={delayWords(step.delay_minutes)}
        bad={bad("delay_minutes")}
        onChoose={onChange && ((d) => onChange({ ...step, delay_minutes: Number(d) }))}
      />
      {what()}
    </>
  );

  function what(): ReactNode {
    switch (step.kind) {
      case "message":
        return <MessageSentence step={step} of={of} problems={problems} onChange={onChange} />;
      case "move_stage":
        return (
          <>
            move to
            <StagePill
              label={`Stage of ${of}`}
              stage={step.stage_id}
              bad={bad("stage_id")}
              onChoose={onChange && ((stage_id) => onChange({ ...step, stage_id }))}
            />
          </>
        );
      case "assign":
        return (
          <>
            assign to
            <MatePill
              label={`Assignee of ${of}`}
              mate={step.user_id}
              bad={bad("user_id")}
              onChoose={onChange && ((user_id) => onChange({ ...step, user_id }))}
            />
          </>
        );
      case "tag":
        return (
          <>
            add the tag
            <TextPill
              label={`Tag of ${of}`}
              placeholder="Type a tag"
              maxLength={100}
              value={step.tag}
              bad={bad("tag")}
              onChange={onChange && ((tag) => onChange({ ...step, tag }))}
            />
          </>
        );
      case "timeline_event":
        return (
          <>
            raise the timeline event
            <TextPill
              label={`Text of ${of}`}
              placeholder="What the timeline says"
              maxLength={200}
              value={step.text}
              bad={bad("text")}
              onChange={onChange && ((text) => onChange({ ...step, text }))}
            />
          </>
        );
      case "outbound_webhook":
        return (
          <>
            call
            <OutboundPill
              label={`Webhook of ${of}`}
              webhook={step.webhook_id}
              bad={bad("webhook_id")}
              onChoose={onChange && ((webhook_id) => onChange({ ...step, webhook_id }))}
            />
          </>
        );
    }
  }
}

export function StagePill({
  label,
  stage,
  any,
  bad,
  onChoose,
}: {
  label: string;
  stage: string;
  /** What no stage in particular is called, where that is a choice. */
  any?: string;
  bad?: boolean;
  onChoose?: (stage: string) => void;
}) {
  const { data: pipelines } = usePipelines();
  const several = (pipelines?.length ?? 0) > 1;
  const choices = (pipelines ?? []).flatMap((p) =>
    [...p.stages]
      .sort((a, b) => a.position - b.position)
      .map((s) => {
        const look = stageLook(p.stages, s.id);
        return {
          value: s.id,
          label: several ? `${p.name}: ${s.name}` : s.name,
          mark: look && <StageGlyph look={look} />,
        };
      }),
  );
  const empty = stage === "" ? "Pick a stage" : pipelines ? "A removed stage" : "A stage";
  return (
    <Pill
      label={label}
      value={stage}
      choices={any ? [{ value: "", label: any }, ...choices] : choices}
      empty={empty}
      bad={bad}
      onChoose={onChoose}
    />
  );
}

/** Not a user's id, and not "": that one is not chosen yet. */
const NOBODY = "nobody";

function MatePill({
  label,
  mate,
  bad,
  onChoose,
}: {
  label: string;
  mate: string | null;
  bad: boolean;
  onChoose?: (mate: string | null) => void;
}) {
  const team = useTeam().data;
  const choices = (team ?? []).map((m) => ({
    value: m.id,
    label: m.name,
    mark: <TeamAvatar mate={m} size="s" silent />,
  }));
  return (
    <Pill
      label={label}
      value={mate ?? NOBODY}
      choices={[
        ...choices,
        { value: NOBODY, label: "Nobody", mark: <Unassigned size="s" silent /> },
      ]}
      empty={mate === "" ? "Pick a teammate" : (mateOf(team, mate)?.name ?? "A former teammate")}
      bad={bad}
      onChoose={onChoose && ((v) => onChoose(v === NOBODY ? null : v))}
    />
  );
}

function OutboundPill({
  label,
  webhook,
  bad,
  onChoose,
}: {
  label: string;
  webhook: string;
  bad: boolean;
  onChoose?: (webhook: string) => void;
}) {
  const { allowed, webhooks } = useOutboundChoices();
  return (
    <Pill
      label={label}
      value={webhook}
      choices={(webhooks ?? []).map((w) => ({ value: w.id, label: w.description ?? w.url }))}
      empty={
        webhook === "" ? "Pick a webhook" : webhooks ? "A deleted webhook" : "an outbound webhook"
      }
      bad={bad}
      onChoose={allowed ? onChoose : undefined}
      none={
        <Menu.Item
          leftSection={<IconExternalLink {...IS} />}
          component={Link}
          to="/settings/outbound-webhooks"
        >
          Go to the outbound webhooks
        </Menu.Item>
      }
    />
  );
}
