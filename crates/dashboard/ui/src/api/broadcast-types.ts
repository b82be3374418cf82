/** Messages, automations and broadcasts: a part of `types`, under its rules. */
import type { components } from "./schema";
import type { Channel, Id } from "./types";

type Schemas = components["schemas"];

export type MessageProvider = Schemas["MessageProvider"];
export type MessageStatus = Schemas["MessageStatus"];
export type MessageOrigin = Schemas["MessageOrigin"];
export type TemplateStatus = Schemas["TemplateStatus"];

/** A lead or contact that something is about; null for a person who was erased. */
export type PersonRef = Schemas["CustomerRef"];
/** What the providers ask for, which the document calls any object. */
type ProviderSettings = Record<string, string | number | null>;
export type MessageChannelSetup = Omit<Schemas["MessageChannelSetup"], "settings"> & {
  settings: ProviderSettings;
};
export type MessageChannelInput = Omit<Schemas["MessageChannelInput"], "settings"> & {
  settings: ProviderSettings;
};
export type TestSendResult = Schemas["TestSendResult"];
export type MessageRules = Schemas["MessageRules"];
export type Weekday = Schemas["Weekday"];
export type Suppression = Schemas["Suppression"];
export type MessageTemplate = Schemas["MessageTemplate"];
export type MessageTemplateInput = Schemas["MessageTemplateInput"];
export type MessageVariable = Schemas["MessageVariable"];
export type MessagePreview = Schemas["MessagePreview"];
export type MessageReceipt = Schemas["MessageReceipt"];
export type BroadcastMessage = Schemas["BroadcastMessage"];
export type BroadcastMessageDetail = Schemas["BroadcastMessageDetail"];
export type QuickSendResult = Schemas["QuickSendResult"];

/** The document has one type with every kind's fields, any of them null. */
export type AutomationTrigger =
  | {
      kind: "webhook";
      /** Null after it was deleted. */
      webhook_id: Id | null;
    }
  | { kind: "event"; event: AutomationEvent; filter?: Partial<Schemas["EventFilter"]> | null }
  | { kind: "daily"; at: string; condition: ActivityCondition };
/** `to` of the filter: a lead stage's id for stage_changed, a word (closed_won, at_risk …) for the others; `name` what an
 * event of the site is called. */
export type AutomationEvent = Schemas["AutomationEvent"];
/** `activity` has one value, which need not be said. */
export type ActivityCondition = Omit<Schemas["ActivityCondition"], "activity">;
/** One of these, for the same reason as a trigger. */
export type AutomationCondition =
  | { kind: "field"; field: string; op: Schemas["FieldOp"]; value?: string }
  | ({ kind: "activity" } & ActivityCondition);
/** One of these, for the same reason as a trigger; what is null may be left out in answers. */
export type AutomationStep =
  | {
      kind: "message";
      delay_minutes: number;
      channel: Channel;
      template_id: Id;
      fallback_channel: Channel | null;
      fallback_template_id: Id | null;
      /** The lead or contact, or by email the teammate in charge of them. */
      recipient: Schemas["MessageRecipient"];
    }
  | { kind: "timeline_event"; delay_minutes: number; text: string }
  | { kind: "outbound_webhook"; delay_minutes: number; webhook_id: Id }
  | { kind: "move_stage"; delay_minutes: number; stage_id: Id }
  | { kind: "assign"; delay_minutes: number; user_id: Id | null }
  | { kind: "tag"; delay_minutes: number; tag: string };
export type AutomationStats = Schemas["AutomationStats"];
interface Parts {
  trigger: AutomationTrigger;
  conditions: AutomationCondition[];
  steps: AutomationStep[];
}
export type Automation = Omit<Schemas["Automation"], keyof Parts> & Parts;
/** GET of one: what became of each step of the present version. */
export type AutomationDetail = Omit<Schemas["AutomationDetail"], keyof Parts> & Parts;
export type AutomationInput = Omit<Schemas["AutomationInput"], keyof Parts | "webhook_source_id"> &
  Partial<Parts>;
export type RunState = Schemas["RunState"];
export type StepState = Schemas["RunStepState"];
export type RunStep = Schemas["RunStep"];
export type AutomationRun = Schemas["AutomationRun"];
export type DryRunStep = Schemas["DryRunStep"];
export type DryRun = Schemas["DryRun"];
export type AutomationEntryKind = Schemas["AutomationEntryKind"];
export type AutomationEntry = Schemas["AutomationEntry"];

export type Audience = Schemas["Audience"];
export type CampaignState = Schemas["CampaignState"];
export type Campaign = Schemas["Campaign"];
export type CampaignCounts = Schemas["CampaignCounts"];
export type CampaignInput = Schemas["CampaignInput"];
export type CampaignReport = Schemas["CampaignReport"];
