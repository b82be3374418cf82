-- People (leads and contacts are one table, D1), the accounts that contacts belong to, and the one history (D37).

CREATE TABLE accounts (
    workspace_id    uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id              uuid NOT NULL,
    name            text NOT NULL,
    domain          text,
    lifecycle_stage text NOT NULL DEFAULT 'prospect',
    placeholder     boolean NOT NULL DEFAULT false,
    metadata        jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    version         integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT accounts_lifecycle_check CHECK (lifecycle_stage IN ('prospect', 'active', 'at_risk', 'churned'))
);

CREATE TABLE customers (
    workspace_id   uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id             uuid NOT NULL,
    kind           text NOT NULL,
    name           text,
    email          text,
    phone          text,
    company        text,
    title          text,
    tags           text[] NOT NULL DEFAULT '{}',
    source         text NOT NULL,
    -- The webhook, import or bot that made the person; no key, because the person outlives it (L21).
    source_id      uuid,
    score          smallint,
    assigned_to    uuid,
    account_id     uuid,
    external_id    text,
    metadata       jsonb NOT NULL DEFAULT '{}',
    custom_fields  jsonb NOT NULL DEFAULT '{}',
    -- Core fields whose value an unverified visitor gave last: only those may such a visitor change again (D23).
    visitor_fields text[] NOT NULL DEFAULT '{}',
    converted_at   timestamptz,
    converted_into uuid,
    deleted_at     timestamptz,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    version        integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT customers_kind_check CHECK (kind IN ('lead', 'contact')),
    CONSTRAINT customers_source_check
        CHECK (source IN ('manual', 'api', 'webhook', 'import', 'bot', 'widget', 'waitlist', 'email')),
    CONSTRAINT customers_score_check CHECK (score BETWEEN 0 AND 100),
    CONSTRAINT customers_account_check CHECK ((kind = 'contact') = (account_id IS NOT NULL)),
    CONSTRAINT customers_email_check CHECK (kind <> 'contact' OR email IS NOT NULL),
    CONSTRAINT customers_converted_check CHECK ((converted_at IS NULL) = (converted_into IS NULL)),
    CONSTRAINT customers_account_fk FOREIGN KEY (workspace_id, account_id) REFERENCES accounts (workspace_id, id) ON DELETE RESTRICT,
    CONSTRAINT customers_converted_fk FOREIGN KEY (workspace_id, converted_into) REFERENCES customers (workspace_id, id),
    CONSTRAINT customers_account_key UNIQUE (workspace_id, account_id, id)
);
-- D5: at most one open lead and one contact per email and workspace.
CREATE UNIQUE INDEX customers_lead_email_key ON customers (workspace_id, email)
    WHERE kind = 'lead' AND deleted_at IS NULL AND converted_into IS NULL AND email IS NOT NULL;
CREATE UNIQUE INDEX customers_contact_email_key ON customers (workspace_id, email)
    WHERE kind = 'contact' AND deleted_at IS NULL;
CREATE UNIQUE INDEX customers_external_id_key ON customers (workspace_id, external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
-- A repeat submission without an email is known by its phone.
CREATE INDEX customers_phone_idx ON customers (workspace_id, phone) WHERE phone IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX customers_converted_idx ON customers (workspace_id, converted_into) WHERE converted_into IS NOT NULL;
CREATE INDEX customers_newest_idx ON customers (workspace_id, kind, created_at DESC, id DESC)
    WHERE deleted_at IS NULL AND (kind = 'contact' OR converted_into IS NULL);

-- Append-only by privilege (R7): ids and field names, never a customer's values, so that erasing a person needs no rewrite.
CREATE TABLE timeline (
    workspace_id   uuid NOT NULL,
    id             uuid NOT NULL,
    at             timestamptz NOT NULL,
    customer_id    uuid,
    account_id     uuid,
    opportunity_id uuid,
    kind           text NOT NULL,
    actor_kind     text NOT NULL,
    actor_id       uuid,
    data           jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT timeline_actor_check CHECK (actor_kind IN ('user', 'api_key', 'webhook', 'visitor', 'system'))
);
REVOKE UPDATE, DELETE ON timeline FROM hydra_app;
CREATE INDEX timeline_customer_idx ON timeline (workspace_id, customer_id, at DESC, id DESC) WHERE customer_id IS NOT NULL;

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['accounts', 'customers', 'timeline'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
