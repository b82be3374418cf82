/** Messages, automations and broadcasts: a part of `paths`. */
import type { Acts, ById, Cursor, NoPath, Pages, Reads, Writes } from "./shapes";
import type * as T from "./types";

export interface BroadcastPaths {
  "/channels": { get: Reads<{ data: T.MessageChannelSetup[] }> };
  "/channels/{channel}": {
    put: Writes<T.MessageChannelSetup, T.MessageChannelInput, { channel: T.Channel }>;
  };
  "/channels/{channel}/test": {
    post: Writes<T.TestSendResult, { to: string }, { channel: T.Channel }>;
  };
  "/message-settings": {
    get: Reads<T.MessageRules>;
    patch: Writes<T.MessageRules, Partial<Omit<T.MessageRules, "time_zone">>>;
  };
  "/suppressions": {
    get: Reads<T.CursorPage<T.Suppression>, NoPath, Cursor & { channel?: T.Channel }>;
    post: Writes<T.Suppression, { channel: T.Channel; address: string }>;
  };
  "/suppressions/{id}": { delete: Acts<undefined, ById> };
  "/message-variables": { get: Reads<{ data: T.MessageVariable[] }> };
  "/message-templates": {
    get: Reads<
      { data: T.MessageTemplate[] },
      NoPath,
      { channel?: T.Channel; status?: T.TemplateStatus }
    >;
    post: Writes<T.MessageTemplate, T.MessageTemplateInput>;
  };
  "/message-templates/preview": {
    post: Writes<
      T.MessagePreview,
      { channel: T.Channel; subject?: string | null; body: string; lead_id?: T.Id }
    >;
  };
  "/message-templates/{id}": {
    get: Reads<T.MessageTemplate, ById>;
    patch: Writes<T.MessageTemplate, T.MessageTemplateInput, ById>;
    delete: Acts<undefined, ById>;
  };
  "/message-templates/{id}/preview": {
    post: Writes<T.MessagePreview, { lead_id: T.Id }, ById>;
  };
  "/broadcast-messages": {
    get: Reads<
      T.CursorPage<T.BroadcastMessage>,
      NoPath,
      Cursor & {
        status?: T.MessageStatus;
        channel?: T.Channel;
        origin?: T.MessageOrigin;
        origin_id?: T.Id;
        customer_id?: T.Id;
        /** In address, subject and body. */
        search?: string;
      }
    >;
  };
  "/broadcast-messages/{id}": { get: Reads<T.BroadcastMessageDetail, ById> };
  "/leads/broadcast/quick-send": {
    post: Writes<
      T.QuickSendResult,
      { lead_ids: T.Id[]; channel: T.Channel } & (
        | { subject?: string; body: string }
        /** An approved one of the channel, as it is. */
        | { template_id: T.Id }
      )
    >;
  };
  "/leads/broadcast/create-audience": {
    post: Writes<T.Audience, { name: string } & T.Picked>;
  };
  "/broadcast-audiences": { get: Reads<T.Page<T.Audience>, NoPath, Pages> };
  "/broadcast-audiences/{id}": { get: Reads<T.Audience, ById>; delete: Acts<undefined, ById> };
  "/broadcast-audiences/{id}/members": { get: Reads<T.Page<T.PersonRef>, ById, Pages> };
  "/broadcast-campaigns": {
    get: Reads<T.Page<T.Campaign>, NoPath, Pages>;
    post: Writes<T.Campaign, T.CampaignInput>;
  };
  "/broadcast-campaigns/{id}": {
    get: Reads<T.Campaign, ById>;
    patch: Writes<T.Campaign, T.CampaignInput, ById>;
    delete: Acts<undefined, ById>;
  };
  "/broadcast-campaigns/{id}/send": { post: Acts<T.Campaign, ById> };
  "/broadcast-campaigns/{id}/cancel": { post: Acts<T.Campaign, ById> };
  "/broadcast-campaigns/{id}/report": { get: Reads<T.CampaignReport, ById> };
  "/lead-automations": {
    get: Reads<{ data: T.Automation[] }>;
    post: Writes<T.Automation, T.AutomationInput>;
  };
  "/lead-automations/{id}": {
    get: Reads<T.AutomationDetail, ById>;
    patch: Writes<T.Automation, T.AutomationInput, ById>;
    delete: Acts<undefined, ById>;
  };
  "/lead-automations/{id}/runs": {
    get: Reads<T.CursorPage<T.AutomationRun>, ById, Cursor & { state?: T.RunState }>;
  };
  "/lead-automations/{id}/retry/{lead_id}": {
    post: Acts<T.AutomationRun, { id: T.Id; lead_id: T.Id }>;
  };
  "/lead-automations/dry-run": {
    post: Writes<
      T.DryRun,
      {
        /** An automation that is saved, for its lock; left out for a new one. */
        automation_id?: T.Id;
        lead_id: T.Id;
        safety_lock_minutes?: number;
        conditions: T.AutomationCondition[];
        steps: T.AutomationStep[];
      }
    >;
  };
  "/lead-automations/{id}/dry-run": { post: Writes<T.DryRun, { lead_id: T.Id }, ById> };
  "/leads/{id}/automation-timeline": { get: Reads<{ data: T.AutomationEntry[] }, ById> };
}
