-- Site activity at scale: where visits come from, counts by hour and day, exports, and the webhooks that tell others.

ALTER TABLE widgets
    ADD COLUMN consent_required      boolean NOT NULL DEFAULT false,
    ADD COLUMN identity_verification text NOT NULL DEFAULT 'guarded',
    -- Secrets are derived from the server's key and this number: rotating one counts it up, and no dump holds any (P19).
    ADD COLUMN secret_generation     integer NOT NULL DEFAULT 1,
    ADD COLUMN purged_at             timestamptz,
    ADD COLUMN purged_events         bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT widgets_verification_check CHECK (identity_verification IN ('guarded', 'strict'));

-- Read from the browser's own words when it is first seen. `first_touch` outlives a purge, as the counters do (D21).
ALTER TABLE visitors
    ADD COLUMN browser     text,
    ADD COLUMN os          text,
    ADD COLUMN device      text NOT NULL DEFAULT 'other',
    ADD COLUMN bot         boolean NOT NULL DEFAULT false,
    ADD COLUMN first_touch jsonb,
    -- What occurred until then was erased, and is not taken again (P21).
    ADD COLUMN erased_at   timestamptz,
    ADD CONSTRAINT visitors_device_check CHECK (device IN ('desktop', 'mobile', 'tablet', 'other'));

-- Of the first page's address and referrer; a null source is a direct visit.
ALTER TABLE sessions
    ADD COLUMN source   text,
    ADD COLUMN medium   text,
    ADD COLUMN campaign text;
CREATE INDEX sessions_started_idx ON sessions (workspace_id, started_at, id);

CREATE INDEX visitor_events_time_idx ON visitor_events (workspace_id, occurred_at, id);

-- What a widget saw of people, robots left out, in an hour or in a day: computed from the events when they have come, and
-- stale as soon as another one does. A stale slot is counted from its events until it is computed again, so that the sums
-- are always those of the events (G12). Events without a slot there are none.
CREATE TABLE site_slots (
    workspace_id  uuid NOT NULL,
    widget_id     uuid NOT NULL,
    starts_at     timestamptz NOT NULL,
    hours         smallint NOT NULL,
    stale         boolean NOT NULL DEFAULT true,
    -- Set while it is computed, and unset by whoever stores an event meanwhile.
    rolling       uuid,
    pageviews     bigint NOT NULL DEFAULT 0,
    custom_events bigint NOT NULL DEFAULT 0,
    sessions      bigint NOT NULL DEFAULT 0,
    visitors      bigint NOT NULL DEFAULT 0,
    pages         jsonb NOT NULL DEFAULT '{}',
    events        jsonb NOT NULL DEFAULT '{}',
    sources       jsonb NOT NULL DEFAULT '{}',
    campaigns     jsonb NOT NULL DEFAULT '{}',
    sketch        bytea,
    PRIMARY KEY (workspace_id, widget_id, starts_at, hours),
    CONSTRAINT site_slots_hours_check CHECK (hours IN (1, 24)),
    CONSTRAINT site_slots_widget_fk FOREIGN KEY (workspace_id, widget_id)
        REFERENCES widgets (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX site_slots_stale_idx ON site_slots (workspace_id, starts_at) WHERE stale;
INSERT INTO site_slots (workspace_id, widget_id, starts_at, hours)
    SELECT DISTINCT workspace_id, widget_id, date_trunc('day', occurred_at, 'UTC'), 24 FROM visitor_events
    WHERE occurred_at < date_trunc('day', now(), 'UTC') - interval '1 day'
    UNION ALL
    SELECT DISTINCT workspace_id, widget_id, date_trunc('hour', occurred_at, 'UTC'), 1 FROM visitor_events
    WHERE occurred_at >= date_trunc('day', now(), 'UTC') - interval '1 day';

-- Files of events that somebody asked for; gone after a week, and when a person in them is erased.
CREATE TABLE exports (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    object       text NOT NULL,
    format       text NOT NULL,
    filters      jsonb NOT NULL,
    state        text NOT NULL DEFAULT 'queued',
    rows         bigint NOT NULL DEFAULT 0,
    total        bigint NOT NULL DEFAULT 0,
    bytes        bigint NOT NULL DEFAULT 0,
    parts        integer NOT NULL DEFAULT 0,
    reached_at   timestamptz,
    reached_id   uuid,
    error        text,
    created_by   uuid,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT exports_object_check CHECK (object IN ('events')),
    CONSTRAINT exports_format_check CHECK (format IN ('csv', 'ndjson')),
    CONSTRAINT exports_state_check CHECK (state IN ('queued', 'running', 'done', 'failed'))
);
CREATE TABLE export_parts (
    workspace_id uuid NOT NULL,
    export_id    uuid NOT NULL,
    number       integer NOT NULL,
    body         bytea NOT NULL,
    PRIMARY KEY (workspace_id, export_id, number),
    CONSTRAINT export_parts_export_fk FOREIGN KEY (workspace_id, export_id)
        REFERENCES exports (workspace_id, id) ON DELETE CASCADE
);

-- Other systems that want to hear what happens here (P3, P4).
CREATE TABLE outbound_webhooks (
    workspace_id      uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id                uuid NOT NULL,
    url               text NOT NULL,
    description       text,
    events            text[] NOT NULL,
    active            boolean NOT NULL DEFAULT true,
    disabled_reason   text,
    secret_generation integer NOT NULL DEFAULT 1,
    old_secret_until  timestamptz,
    failing_since     timestamptz,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    version           integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id)
);
-- `subject` holds ids and words; the body is made of what they name when it is sent, so that nothing of a person stays here.
CREATE TABLE outbound_deliveries (
    workspace_id    uuid NOT NULL,
    id              uuid NOT NULL,
    webhook_id      uuid NOT NULL,
    event           text NOT NULL,
    subject         jsonb NOT NULL,
    state           text NOT NULL DEFAULT 'pending',
    attempts        integer NOT NULL DEFAULT 0,
    last_status     integer,
    last_error      text,
    created_at      timestamptz NOT NULL,
    next_attempt_at timestamptz,
    finished_at     timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT outbound_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'failed')),
    CONSTRAINT outbound_deliveries_webhook_fk FOREIGN KEY (workspace_id, webhook_id)
        REFERENCES outbound_webhooks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX outbound_deliveries_newest_idx ON outbound_deliveries (workspace_id, webhook_id, created_at DESC, id DESC);

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['site_slots', 'exports', 'export_parts', 'outbound_webhooks', 'outbound_deliveries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
