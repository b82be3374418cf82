-- The leads manager made whole: stages that say when a lead stalls, views, bulk work, imports, duplicates, the score, forms.

ALTER TABLE lead_pipeline_stages
    ADD COLUMN probability      smallint,
    ADD COLUMN stale_after_days smallint,
    ADD CONSTRAINT lead_stages_probability_check CHECK (probability BETWEEN 0 AND 100),
    ADD CONSTRAINT lead_stages_stale_check CHECK (stale_after_days BETWEEN 1 AND 365);
UPDATE lead_pipeline_stages SET stale_after_days = 14 WHERE type = 'open';

ALTER TABLE customers
    ADD COLUMN next_step    text,
    ADD COLUMN next_step_at date;

-- A list's filters under a name. The owner is a member; who leaves takes the private ones along.
CREATE TABLE saved_views (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    object       text NOT NULL,
    name         text NOT NULL,
    query        jsonb NOT NULL,
    owner_id     uuid,
    shared       boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT saved_views_object_check CHECK (object IN ('lead', 'contact')),
    CONSTRAINT saved_views_owner_check CHECK (shared OR owner_id IS NOT NULL)
);
CREATE TABLE saved_view_pins (
    workspace_id uuid NOT NULL,
    view_id      uuid NOT NULL,
    user_id      uuid NOT NULL,
    PRIMARY KEY (workspace_id, view_id, user_id),
    CONSTRAINT saved_view_pins_view_fk FOREIGN KEY (workspace_id, view_id)
        REFERENCES saved_views (workspace_id, id) ON DELETE CASCADE
);

-- What a bulk action found, so that it can be taken back for ten minutes.
CREATE TABLE bulk_actions (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    action       text NOT NULL,
    before       jsonb NOT NULL,
    actor_kind   text NOT NULL,
    actor_id     uuid,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT bulk_actions_action_check CHECK (action IN ('move_stage', 'assign', 'delete', 'tag', 'untag'))
);

ALTER TABLE lead_webhooks
    ADD COLUMN assignment     text NOT NULL DEFAULT 'nobody',
    ADD COLUMN assign_to      uuid[] NOT NULL DEFAULT '{}',
    -- Sealed with the server's key: senders sign with it, so a hash would not do.
    ADD COLUMN signing_secret bytea,
    -- Receipts go after 30 days; that there were some stays.
    ADD COLUMN purged_receipts bigint NOT NULL DEFAULT 0,
    ADD COLUMN purged_until   timestamptz,
    ADD CONSTRAINT lead_webhooks_assignment_check CHECK (assignment IN ('nobody', 'one', 'round_robin'));
-- Whose turn it is: of those who are free, whoever got the fewest. Rows are taken SKIP LOCKED, so that deliveries never queue.
CREATE TABLE lead_webhook_turns (
    workspace_id uuid NOT NULL,
    webhook_id   uuid NOT NULL,
    user_id      uuid NOT NULL,
    taken        bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, webhook_id, user_id),
    CONSTRAINT lead_webhook_turns_fk FOREIGN KEY (workspace_id, webhook_id)
        REFERENCES lead_webhooks (workspace_id, id) ON DELETE CASCADE
);
ALTER TABLE lead_webhook_receipts
    ADD COLUMN idempotency_key text,
    -- The place in a top-level list, which makes a receipt of each element.
    ADD COLUMN part            smallint NOT NULL DEFAULT 0,
    ADD COLUMN replay_of       uuid,
    DROP CONSTRAINT receipts_outcome_check,
    ADD CONSTRAINT receipts_outcome_check
        CHECK (outcome IN ('created', 'updated', 'skipped', 'unreadable', 'refused'));
INSERT INTO jobs (workspace_id, id, kind, payload, run_at, created_at)
    SELECT workspace_id, gen_random_uuid(), 'webhook.purge', jsonb_build_object('webhook_id', id), now(), now() FROM lead_webhooks;
CREATE UNIQUE INDEX receipts_idempotency_key ON lead_webhook_receipts (workspace_id, webhook_id, idempotency_key, part)
    WHERE idempotency_key IS NOT NULL;

ALTER TABLE exports
    DROP CONSTRAINT exports_object_check,
    ADD CONSTRAINT exports_object_check CHECK (object IN ('events', 'leads', 'contacts'));

CREATE TABLE imports (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    file_name    text NOT NULL,
    state        text NOT NULL DEFAULT 'uploaded',
    separator    text NOT NULL,
    encoding     text NOT NULL,
    header       text[] NOT NULL,
    plan         jsonb NOT NULL,
    rows         integer NOT NULL,
    done         integer NOT NULL DEFAULT 0,
    created      integer NOT NULL DEFAULT 0,
    updated      integer NOT NULL DEFAULT 0,
    skipped      integer NOT NULL DEFAULT 0,
    failed       integer NOT NULL DEFAULT 0,
    kept         integer NOT NULL DEFAULT 0,
    error        text,
    created_by   uuid,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    reverted_at  timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT imports_state_check
        CHECK (state IN ('uploaded', 'queued', 'running', 'done', 'failed', 'reverting', 'reverted'))
);
-- A row of the file, what became of it, and what it changed: `before` and `after` hold the changed fields only.
CREATE TABLE import_rows (
    workspace_id uuid NOT NULL,
    import_id    uuid NOT NULL,
    number       integer NOT NULL,
    cells        text[] NOT NULL,
    outcome      text,
    customer_id  uuid,
    error_column text,
    error        text,
    before       jsonb,
    after        jsonb,
    PRIMARY KEY (workspace_id, import_id, number),
    CONSTRAINT import_rows_outcome_check CHECK (outcome IN ('created', 'updated', 'skipped', 'failed')),
    CONSTRAINT import_rows_import_fk FOREIGN KEY (workspace_id, import_id)
        REFERENCES imports (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX import_rows_customer_idx ON import_rows (workspace_id, customer_id) WHERE customer_id IS NOT NULL;

-- Two people who may be one. Those who share a phone, an email or name and company are found by asking; here stands what
-- can't be found so (a submission that named both, D5), and what a person said of it.
CREATE TABLE duplicates (
    workspace_id uuid NOT NULL,
    first_id     uuid NOT NULL,
    second_id    uuid NOT NULL,
    reasons      text[] NOT NULL DEFAULT '{}',
    dismissed    boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, first_id, second_id),
    CONSTRAINT duplicates_order_check CHECK (first_id < second_id),
    CONSTRAINT duplicates_first_fk FOREIGN KEY (workspace_id, first_id) REFERENCES customers (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT duplicates_second_fk FOREIGN KEY (workspace_id, second_id) REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX duplicates_second_idx ON duplicates (workspace_id, second_id);

-- What a merge changed, so that it can be taken back for thirty days.
CREATE TABLE merges (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    keep_id      uuid NOT NULL,
    other_id     uuid NOT NULL,
    before       jsonb NOT NULL,
    merged_by    uuid,
    merged_at    timestamptz NOT NULL,
    undone_at    timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT merges_keep_fk FOREIGN KEY (workspace_id, keep_id) REFERENCES customers (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT merges_other_fk FOREIGN KEY (workspace_id, other_id) REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX merges_keep_idx ON merges (workspace_id, keep_id);
CREATE INDEX merges_other_idx ON merges (workspace_id, other_id);

-- How a workspace counts, and what that gives each person; apart from `customers`, because it changes without anybody's doing.
CREATE TABLE score_models (
    workspace_id uuid NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    enabled      boolean NOT NULL,
    fit          jsonb NOT NULL,
    engagement   jsonb NOT NULL,
    computed_at  timestamptz,
    updated_at   timestamptz NOT NULL,
    version      integer NOT NULL DEFAULT 1
);
CREATE TABLE customer_scores (
    workspace_id uuid NOT NULL,
    customer_id  uuid NOT NULL,
    score        smallint NOT NULL,
    parts        jsonb NOT NULL,
    computed_at  timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, customer_id),
    CONSTRAINT customer_scores_check CHECK (score BETWEEN 0 AND 100),
    CONSTRAINT customer_scores_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);

INSERT INTO jobs (workspace_id, id, kind, payload, run_at, created_at)
    SELECT id, gen_random_uuid(), 'score.recompute', '{}', now(), now() FROM workspaces;

ALTER TABLE widgets ADD COLUMN form jsonb NOT NULL DEFAULT '{
    "title": "Get in touch", "button": "Send", "thanks": "Thank you. We will be in touch.",
    "fields": [{"key": "name", "label": "Name", "kind": "text", "required": false},
               {"key": "email", "label": "Email", "kind": "email", "required": true}]}';

-- What a write with an Idempotency-Key answered, for a day (P2).
CREATE TABLE idempotency_keys (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    key_hash     bytea NOT NULL,
    request_hash bytea NOT NULL,
    status       smallint,
    body         bytea,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, key_hash)
);
CREATE INDEX idempotency_keys_age_idx ON idempotency_keys (workspace_id, created_at);

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['saved_views', 'saved_view_pins', 'bulk_actions', 'lead_webhook_turns', 'imports', 'import_rows',
        'duplicates', 'merges', 'score_models', 'customer_scores', 'idempotency_keys'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
