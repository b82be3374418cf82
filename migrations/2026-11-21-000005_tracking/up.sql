-- Site activity: widgets, the browsers that they see, what those did, in sessions, and whom each browser belonged to when.

CREATE TABLE widgets (
    workspace_id         uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id                   uuid NOT NULL,
    name                 text NOT NULL,
    tracking_enabled     boolean NOT NULL DEFAULT false,
    event_retention_days integer NOT NULL DEFAULT 90,
    allowed_origins      text[] NOT NULL DEFAULT '{}',
    capture_clicks       boolean NOT NULL DEFAULT false,
    capture_scroll       boolean NOT NULL DEFAULT false,
    capture_outbound     boolean NOT NULL DEFAULT false,
    deleted_at           timestamptz,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    version              integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT widgets_retention_check CHECK (event_retention_days BETWEEN 1 AND 365)
);

-- A browser on a widget's pages. The counters are for life: a purge of events does not touch them (D21).
CREATE TABLE visitors (
    workspace_id    uuid NOT NULL,
    id              uuid NOT NULL,
    widget_id       uuid NOT NULL,
    anon_visitor_id text NOT NULL,
    customer_id     uuid,
    user_id         text,
    traits          jsonb NOT NULL DEFAULT '{}',
    event_count     bigint NOT NULL DEFAULT 0,
    first_seen_at   timestamptz NOT NULL,
    last_seen_at    timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT visitors_anon_key UNIQUE (workspace_id, widget_id, anon_visitor_id),
    CONSTRAINT visitors_widget_fk FOREIGN KEY (workspace_id, widget_id) REFERENCES widgets (workspace_id, id)
);
CREATE INDEX visitors_customer_idx ON visitors (workspace_id, customer_id) WHERE customer_id IS NOT NULL;

-- Whom the browser belonged to, from when to when (D20). The first link reaches back to the beginning.
CREATE TABLE visitor_links (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    visitor_id   uuid NOT NULL,
    customer_id  uuid NOT NULL,
    began_at     timestamptz NOT NULL,
    ended_at     timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT visitor_links_visitor_fk FOREIGN KEY (workspace_id, visitor_id)
        REFERENCES visitors (workspace_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX visitor_links_open_key ON visitor_links (workspace_id, visitor_id) WHERE ended_at IS NULL;
CREATE INDEX visitor_links_visitor_idx ON visitor_links (workspace_id, visitor_id, began_at);

-- Derived by the server from the events' times: a gap of more than 30 minutes, or another person, opens a new one (D17).
CREATE TABLE sessions (
    workspace_id   uuid NOT NULL,
    id             uuid NOT NULL,
    visitor_id     uuid NOT NULL,
    customer_id    uuid,
    started_at     timestamptz NOT NULL,
    ended_at       timestamptz NOT NULL,
    event_count    integer NOT NULL,
    pageview_count integer NOT NULL,
    custom_count   integer NOT NULL,
    entry_url      text,
    referrer       text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT sessions_order_check CHECK (started_at <= ended_at)
);
CREATE INDEX sessions_visitor_idx ON sessions (workspace_id, visitor_id, started_at);
CREATE INDEX sessions_customer_idx ON sessions (workspace_id, customer_id, started_at DESC, id DESC) WHERE customer_id IS NOT NULL;

-- No foreign keys (each costs as much as all indexes together): `customer_id` comes only from the visitor row that the
-- same transaction has locked. `id` is the client's, and the primary key is the dedupe.
CREATE TABLE visitor_events (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    widget_id    uuid NOT NULL,
    visitor_id   uuid NOT NULL,
    customer_id  uuid,
    type         text NOT NULL,
    name         text,
    url          text NOT NULL,
    path         text NOT NULL,
    referrer     text,
    properties   jsonb,
    value        double precision,
    occurred_at  timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT visitor_events_type_check
        CHECK (type IN ('pageview', 'custom', 'identify', 'click', 'scroll', 'outbound_click'))
);
CREATE INDEX visitor_events_visitor_idx ON visitor_events (workspace_id, visitor_id, occurred_at);
CREATE INDEX visitor_events_customer_idx ON visitor_events (workspace_id, customer_id, occurred_at) INCLUDE (type)
    WHERE customer_id IS NOT NULL;

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['widgets', 'visitors', 'visitor_links', 'sessions', 'visitor_events'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
