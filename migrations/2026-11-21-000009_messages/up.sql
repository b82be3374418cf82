-- Messages to people: channels, templates, what was sent and what became of it, who wants none; and the automations that send.

-- By what a workspace's messages go; a channel without a row goes to the sandbox (D30).
CREATE TABLE message_channels (
    workspace_id        uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    channel             text NOT NULL,
    provider            text NOT NULL,
    settings            jsonb NOT NULL,
    -- Sealed with the server's key: the provider wants it at each call.
    secrets             bytea,
    updated_at          timestamptz NOT NULL,
    version             integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, channel),
    CONSTRAINT message_channels_provider_check CHECK (
        channel = 'email' AND provider IN ('sandbox', 'smtp')
        OR channel = 'sms' AND provider IN ('sandbox', 'twilio')
        OR channel = 'whatsapp' AND provider IN ('sandbox', 'whatsapp_cloud'))
);

-- When people may be written to, and how often.
CREATE TABLE message_rules (
    workspace_id uuid PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    -- Minutes after midnight in the workspace's time zone.
    quiet_from   smallint,
    quiet_until  smallint,
    -- Messages to one person in 24 hours, over every channel.
    daily_cap    smallint,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT message_rules_quiet_check CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)
        AND quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439 AND quiet_from <> quiet_until),
    CONSTRAINT message_rules_cap_check CHECK (daily_cap BETWEEN 1 AND 1000)
);

CREATE TABLE message_templates (
    workspace_id  uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id            uuid NOT NULL,
    name          text NOT NULL,
    channel       text NOT NULL,
    subject       text,
    body          text NOT NULL,
    status        text NOT NULL,
    -- How Meta knows a WhatsApp template.
    provider_name text,
    language      text,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT message_templates_channel_check CHECK (channel IN ('email', 'sms', 'whatsapp')),
    CONSTRAINT message_templates_status_check CHECK (status IN ('draft', 'pending', 'approved', 'rejected')),
    CONSTRAINT message_templates_subject_check CHECK ((subject IS NOT NULL) = (channel = 'email')),
    CONSTRAINT message_templates_key UNIQUE (workspace_id, id, channel)
);
CREATE UNIQUE INDEX message_templates_name_key ON message_templates (workspace_id, channel, lower(name));

-- One message to one address. The status only rises (D29); `sending_at` is the intent that is committed before the provider is
-- called (D28).
CREATE TABLE messages (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    customer_id  uuid,
    channel      text NOT NULL,
    provider     text,
    address      text NOT NULL,
    subject      text,
    body         text NOT NULL,
    -- Of a WhatsApp template: its name at the provider, its language, the values of its variables.
    template     jsonb,
    template_id  uuid,
    origin       text NOT NULL,
    origin_id    uuid,
    status       text NOT NULL DEFAULT 'pending',
    rank         smallint NOT NULL DEFAULT 0,
    unknown      boolean NOT NULL DEFAULT false,
    error_code   text,
    error        text,
    provider_id  text,
    -- To a teammate, about the person: no rule for customers' messages holds for it.
    internal     boolean NOT NULL DEFAULT false,
    actor_kind   text NOT NULL,
    actor_id     uuid,
    created_at   timestamptz NOT NULL,
    sending_at   timestamptz,
    sent_at      timestamptz,
    failed_at    timestamptz,
    delivered_at timestamptz,
    read_at      timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT messages_channel_check CHECK (channel IN ('email', 'sms', 'whatsapp')),
    CONSTRAINT messages_status_check CHECK (
        (status, rank) IN (('pending', 0), ('sent', 1), ('failed', 2), ('delivered', 3), ('read', 4))),
    CONSTRAINT messages_origin_check CHECK (origin IN ('quick_send', 'automation', 'campaign', 'test')),
    -- Whoever is erased takes along what was written to them (P21).
    CONSTRAINT messages_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX messages_customer_idx ON messages (workspace_id, customer_id, created_at DESC);
CREATE INDEX messages_created_idx ON messages (workspace_id, created_at DESC, id DESC);
CREATE INDEX messages_origin_idx ON messages (workspace_id, origin_id, created_at DESC, id DESC) WHERE origin_id IS NOT NULL;
CREATE UNIQUE INDEX messages_provider_key ON messages (workspace_id, channel, provider_id) WHERE provider_id IS NOT NULL;

-- Everything that a provider said of a message, each with its time.
CREATE TABLE message_receipts (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    message_id   uuid NOT NULL,
    status       text NOT NULL,
    code         text,
    detail       text,
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT message_receipts_message_fk FOREIGN KEY (workspace_id, message_id)
        REFERENCES messages (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX message_receipts_message_idx ON message_receipts (workspace_id, message_id, at);

-- Who wants no messages, as a hash, so that the wish outlives the person's record.
CREATE TABLE message_suppressions (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    channel      text NOT NULL,
    address_hash bytea NOT NULL,
    -- Enough to recognise it by: `j…@example.com`, `…0142`.
    hint         text NOT NULL,
    reason       text NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT message_suppressions_key UNIQUE (workspace_id, channel, address_hash),
    CONSTRAINT message_suppressions_channel_check CHECK (channel IN ('email', 'sms', 'whatsapp')),
    CONSTRAINT message_suppressions_reason_check CHECK (reason IN ('unsubscribed', 'stopped', 'bounced', 'by_hand'))
);

ALTER TABLE timeline
    DROP CONSTRAINT timeline_actor_check,
    ADD CONSTRAINT timeline_actor_check CHECK (actor_kind IN ('user', 'api_key', 'webhook', 'visitor', 'automation', 'system'));
-- Which facts somebody hears; the timeline enqueues a job for those alone.
CREATE TABLE timeline_listeners (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    kind         text NOT NULL,
    PRIMARY KEY (workspace_id, kind)
);

-- Automations (L22); a version is what its runs began with (D27).
CREATE TABLE lead_automation_workflows (
    workspace_id        uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id                  uuid NOT NULL,
    name                text NOT NULL,
    description         text,
    trigger_kind        text NOT NULL,
    -- Of a webhook trigger; a deleted webhook leaves none.
    webhook_id          uuid,
    -- The event and its filter, or the hour and the condition.
    trigger             jsonb NOT NULL,
    safety_lock_minutes integer NOT NULL,
    -- Messages in 24 hours, over everybody: a leaked webhook key can't spend more.
    daily_budget        integer NOT NULL,
    active              boolean NOT NULL,
    current_version     integer NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    deleted_at          timestamptz,
    version             integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT workflows_trigger_check CHECK (trigger_kind IN ('webhook', 'event', 'daily')
        AND (trigger_kind = 'webhook' OR webhook_id IS NULL)),
    CONSTRAINT workflows_lock_check CHECK (safety_lock_minutes BETWEEN 0 AND 43200),
    CONSTRAINT workflows_budget_check CHECK (daily_budget BETWEEN 1 AND 100000),
    CONSTRAINT workflows_webhook_fk FOREIGN KEY (workspace_id, webhook_id)
        REFERENCES lead_webhooks (workspace_id, id)
);
CREATE TABLE automation_versions (
    workspace_id uuid NOT NULL,
    workflow_id  uuid NOT NULL,
    number       integer NOT NULL,
    steps        jsonb NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, workflow_id, number),
    CONSTRAINT automation_versions_workflow_fk FOREIGN KEY (workspace_id, workflow_id)
        REFERENCES lead_automation_workflows (workspace_id, id) ON DELETE CASCADE
);
-- Who triggered it when (D26): one row of an identity, held until then.
CREATE TABLE automation_locks (
    workspace_id  uuid NOT NULL,
    workflow_id   uuid NOT NULL,
    identity_hash bytea NOT NULL,
    locked_until  timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, workflow_id, identity_hash),
    CONSTRAINT automation_locks_workflow_fk FOREIGN KEY (workspace_id, workflow_id)
        REFERENCES lead_automation_workflows (workspace_id, id) ON DELETE CASCADE
);
CREATE TABLE automation_runs (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    workflow_id  uuid NOT NULL,
    number       integer NOT NULL,
    customer_id  uuid NOT NULL,
    state        text NOT NULL,
    reason       text,
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT automation_runs_state_check CHECK (state IN ('running', 'completed', 'failed', 'cancelled', 'skipped')),
    CONSTRAINT automation_runs_end_check CHECK ((state = 'running') = (finished_at IS NULL)),
    CONSTRAINT automation_runs_version_fk FOREIGN KEY (workspace_id, workflow_id, number)
        REFERENCES automation_versions (workspace_id, workflow_id, number) ON DELETE CASCADE,
    CONSTRAINT automation_runs_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX automation_runs_workflow_idx ON automation_runs (workspace_id, workflow_id, started_at DESC, id DESC);
CREATE INDEX automation_runs_customer_idx ON automation_runs (workspace_id, customer_id, started_at DESC);
-- A step of a run; another attempt after a failure is another row.
CREATE TABLE automation_steps (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    run_id       uuid NOT NULL,
    position     smallint NOT NULL,
    attempt      smallint NOT NULL DEFAULT 1,
    state        text NOT NULL,
    due_at       timestamptz NOT NULL,
    fallback     boolean NOT NULL DEFAULT false,
    message_id   uuid,
    reason       text,
    finished_at  timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT automation_steps_attempt_key UNIQUE (workspace_id, run_id, position, attempt, fallback),
    CONSTRAINT automation_steps_state_check
        CHECK (state IN ('waiting', 'held', 'sending', 'sent', 'failed', 'skipped', 'cancelled')),
    CONSTRAINT automation_steps_run_fk FOREIGN KEY (workspace_id, run_id)
        REFERENCES automation_runs (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX automation_steps_held_idx ON automation_steps (workspace_id, run_id) WHERE state = 'held';
CREATE UNIQUE INDEX automation_steps_message_key ON automation_steps (workspace_id, message_id) WHERE message_id IS NOT NULL;

-- Who is written to: chosen once, by hand.
CREATE TABLE broadcast_audiences (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    name         text NOT NULL,
    actor_kind   text NOT NULL,
    actor_id     uuid,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE TABLE broadcast_audience_members (
    workspace_id uuid NOT NULL,
    audience_id  uuid NOT NULL,
    customer_id  uuid NOT NULL,
    PRIMARY KEY (workspace_id, audience_id, customer_id),
    CONSTRAINT audience_members_audience_fk FOREIGN KEY (workspace_id, audience_id)
        REFERENCES broadcast_audiences (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT audience_members_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX audience_members_customer_idx ON broadcast_audience_members (workspace_id, customer_id);
CREATE TABLE broadcast_campaigns (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    name         text NOT NULL,
    audience_id  uuid NOT NULL,
    template_id  uuid NOT NULL,
    variables    jsonb NOT NULL,
    scheduled_at timestamptz,
    per_minute   integer NOT NULL,
    state        text NOT NULL DEFAULT 'draft',
    created_at   timestamptz NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz,
    version      integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT campaigns_state_check CHECK (state IN ('draft', 'scheduled', 'sending', 'sent', 'cancelled')),
    CONSTRAINT campaigns_rate_check CHECK (per_minute BETWEEN 1 AND 6000),
    CONSTRAINT campaigns_audience_fk FOREIGN KEY (workspace_id, audience_id)
        REFERENCES broadcast_audiences (workspace_id, id),
    CONSTRAINT campaigns_template_fk FOREIGN KEY (workspace_id, template_id)
        REFERENCES message_templates (workspace_id, id)
);
-- Those who were in the audience when it began, and what became of each.
CREATE TABLE broadcast_recipients (
    workspace_id uuid NOT NULL,
    campaign_id  uuid NOT NULL,
    customer_id  uuid NOT NULL,
    message_id   uuid,
    skipped      text,
    PRIMARY KEY (workspace_id, campaign_id, customer_id),
    CONSTRAINT recipients_campaign_fk FOREIGN KEY (workspace_id, campaign_id)
        REFERENCES broadcast_campaigns (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT recipients_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX recipients_customer_idx ON broadcast_recipients (workspace_id, customer_id);
CREATE INDEX recipients_waiting_idx ON broadcast_recipients (workspace_id, campaign_id, customer_id)
    WHERE message_id IS NULL AND skipped IS NULL;

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['message_channels', 'message_rules', 'message_templates', 'messages', 'message_receipts',
        'message_suppressions', 'timeline_listeners', 'lead_automation_workflows', 'automation_versions', 'automation_locks',
        'automation_runs', 'automation_steps', 'broadcast_audiences', 'broadcast_audience_members', 'broadcast_campaigns',
        'broadcast_recipients'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
