-- The leads manager: pipelines with their stages, the card of each lead, and webhooks with a receipt for every delivery.

CREATE TABLE lead_pipelines (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    name         text NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id)
);
-- The default pipeline can't be deleted while it is the default: this key refuses it.
ALTER TABLE workspaces ADD CONSTRAINT workspaces_default_pipeline_fk
    FOREIGN KEY (id, default_pipeline_id) REFERENCES lead_pipelines (workspace_id, id);

CREATE TABLE lead_pipeline_stages (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    pipeline_id  uuid NOT NULL,
    name         text NOT NULL,
    color        text NOT NULL,
    type         text NOT NULL,
    description  text NOT NULL DEFAULT '',
    position     integer NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT lead_stages_color_check CHECK (color IN ('blue', 'amber', 'purple', 'pink', 'green', 'red')),
    CONSTRAINT lead_stages_type_check CHECK (type IN ('open', 'won', 'lost')),
    CONSTRAINT lead_stages_pipeline_key UNIQUE (workspace_id, pipeline_id, id),
    CONSTRAINT lead_stages_pipeline_fk FOREIGN KEY (workspace_id, pipeline_id)
        REFERENCES lead_pipelines (workspace_id, id) ON DELETE CASCADE
);

-- The card of a lead: `position` is null while it is off the board (converted or deleted). Lower positions stand higher.
CREATE TABLE leads (
    workspace_id     uuid NOT NULL,
    id               uuid NOT NULL,
    pipeline_id      uuid NOT NULL,
    stage_id         uuid NOT NULL,
    position         bigint,
    stage_entered_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT leads_customer_fk FOREIGN KEY (workspace_id, id) REFERENCES customers (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT leads_stage_fk FOREIGN KEY (workspace_id, pipeline_id, stage_id)
        REFERENCES lead_pipeline_stages (workspace_id, pipeline_id, id)
);
CREATE INDEX leads_board_idx ON leads (workspace_id, stage_id, position, id) WHERE position IS NOT NULL;

CREATE TABLE lead_webhooks (
    workspace_id  uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id            uuid NOT NULL,
    name          text NOT NULL,
    key_hash      bytea NOT NULL,
    last_four     text NOT NULL,
    pipeline_id   uuid,
    stage_id      uuid,
    field_mapping jsonb NOT NULL DEFAULT '{}',
    on_duplicate  text NOT NULL DEFAULT 'update',
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT lead_webhooks_key_key UNIQUE (workspace_id, key_hash),
    CONSTRAINT lead_webhooks_duplicate_check CHECK (on_duplicate IN ('update', 'create', 'skip')),
    CONSTRAINT lead_webhooks_stage_check CHECK (stage_id IS NULL OR pipeline_id IS NOT NULL),
    CONSTRAINT lead_webhooks_pipeline_fk FOREIGN KEY (workspace_id, pipeline_id) REFERENCES lead_pipelines (workspace_id, id),
    CONSTRAINT lead_webhooks_stage_fk FOREIGN KEY (workspace_id, pipeline_id, stage_id)
        REFERENCES lead_pipeline_stages (workspace_id, pipeline_id, id)
);

-- Every delivery, counted from these rows: a shared counter on the webhook would make its deliveries queue.
CREATE TABLE lead_webhook_receipts (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    webhook_id   uuid NOT NULL,
    received_at  timestamptz NOT NULL,
    content_type text,
    payload      jsonb NOT NULL,
    outcome      text NOT NULL,
    lead_id      uuid,
    detail       text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT receipts_outcome_check CHECK (outcome IN ('created', 'updated', 'skipped', 'unreadable')),
    CONSTRAINT receipts_webhook_fk FOREIGN KEY (workspace_id, webhook_id)
        REFERENCES lead_webhooks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX receipts_webhook_idx ON lead_webhook_receipts (workspace_id, webhook_id, received_at DESC, id DESC);

-- L42: the seed's name for a lead's history.
CREATE VIEW lead_activities WITH (security_invoker = true) AS
    SELECT t.workspace_id, t.id, t.customer_id AS lead_id, t.kind AS type, t.data AS details,
           t.actor_kind, t.actor_id, t.at AS created_at
    FROM timeline t
    WHERE t.customer_id IS NOT NULL;

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['lead_pipelines', 'lead_pipeline_stages', 'leads', 'lead_webhooks', 'lead_webhook_receipts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
