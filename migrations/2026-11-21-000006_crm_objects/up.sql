-- What hangs on people and companies: deals, further companies, notes, onboarding, custom fields' definitions; and invitations.

CREATE TABLE account_stages (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    name         text NOT NULL,
    color        text NOT NULL,
    type         text NOT NULL,
    position     integer NOT NULL,
    created_at   timestamptz NOT NULL,
    version      integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT account_stages_color_check CHECK (color IN ('blue', 'amber', 'purple', 'pink', 'green', 'red')),
    CONSTRAINT account_stages_type_check CHECK (type IN ('open', 'won', 'lost'))
);

ALTER TABLE accounts
    ADD COLUMN industry       text,
    ADD COLUMN website        text,
    ADD COLUMN phone          text,
    ADD COLUMN mrr            numeric(16, 2),
    ADD COLUMN health_score   smallint,
    ADD COLUMN renewal_date   date,
    ADD COLUMN renewal_status text,
    -- The deal on the company itself (D7); who moved it last decides who may move it next (D9, D23).
    ADD COLUMN stage_id       uuid,
    ADD COLUMN deal_value     numeric(16, 2),
    ADD COLUMN currency       text NOT NULL DEFAULT 'EUR',
    ADD COLUMN stage_set_kind text,
    ADD COLUMN stage_set_by   uuid,
    ADD COLUMN stage_set_at   timestamptz,
    ADD COLUMN owner_id       uuid,
    ADD COLUMN custom_fields  jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT accounts_mrr_check CHECK (mrr >= 0),
    ADD CONSTRAINT accounts_health_check CHECK (health_score BETWEEN 0 AND 100),
    ADD CONSTRAINT accounts_renewal_check CHECK (renewal_status IN ('upcoming', 'in_discussion', 'renewed', 'not_renewing')),
    ADD CONSTRAINT accounts_value_check CHECK (deal_value >= 0),
    ADD CONSTRAINT accounts_stage_fk FOREIGN KEY (workspace_id, stage_id) REFERENCES account_stages (workspace_id, id);
ALTER TABLE accounts ALTER COLUMN currency DROP DEFAULT;
UPDATE accounts SET currency = w.currency FROM workspaces w WHERE w.id = accounts.workspace_id;
CREATE INDEX accounts_newest_idx ON accounts (workspace_id, created_at DESC, id DESC);
CREATE INDEX accounts_stage_idx ON accounts (workspace_id, stage_id) WHERE stage_id IS NOT NULL;

ALTER TABLE customers
    -- The "platform" of a conversion (L34).
    ADD COLUMN preferred_channel text,
    ADD CONSTRAINT customers_channel_check CHECK (preferred_channel IN ('whatsapp', 'sms', 'email'));

-- Further companies of a contact; *the* account is customers.account_id (D2).
CREATE TABLE contact_accounts (
    workspace_id uuid NOT NULL,
    customer_id  uuid NOT NULL,
    account_id   uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, customer_id, account_id),
    CONSTRAINT contact_accounts_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT contact_accounts_account_fk FOREIGN KEY (workspace_id, account_id)
        REFERENCES accounts (workspace_id, id) ON DELETE RESTRICT
);
CREATE INDEX contact_accounts_account_idx ON contact_accounts (workspace_id, account_id);

CREATE TABLE opportunities (
    workspace_id       uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id                 uuid NOT NULL,
    account_id         uuid NOT NULL,
    name               text NOT NULL,
    primary_contact_id uuid,
    stage              text NOT NULL,
    amount             numeric(16, 2),
    currency           text NOT NULL,
    probability        smallint NOT NULL,
    close_date         date,
    owner_id           uuid,
    next_step          text,
    next_step_at       date,
    lost_reason        text,
    custom_fields      jsonb NOT NULL DEFAULT '{}',
    stage_entered_at   timestamptz NOT NULL,
    closed_at          timestamptz,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    version            integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT opportunities_stage_check
        CHECK (stage IN ('prospecting', 'qualification', 'proposal', 'negotiation', 'closed_won', 'closed_lost')),
    CONSTRAINT opportunities_amount_check CHECK (amount >= 0),
    CONSTRAINT opportunities_probability_check CHECK (probability BETWEEN 0 AND 100),
    CONSTRAINT opportunities_closed_check CHECK ((stage IN ('closed_won', 'closed_lost')) = (closed_at IS NOT NULL)),
    CONSTRAINT opportunities_account_fk FOREIGN KEY (workspace_id, account_id)
        REFERENCES accounts (workspace_id, id) ON DELETE RESTRICT,
    -- The primary contact is one of the account's own (H8).
    CONSTRAINT opportunities_contact_fk FOREIGN KEY (workspace_id, account_id, primary_contact_id)
        REFERENCES customers (workspace_id, account_id, id)
);
CREATE INDEX opportunities_stage_idx ON opportunities (workspace_id, stage, updated_at DESC, id DESC);
CREATE INDEX opportunities_account_idx ON opportunities (workspace_id, account_id);
CREATE INDEX opportunities_contact_idx ON opportunities (workspace_id, primary_contact_id) WHERE primary_contact_id IS NOT NULL;

-- A note is on exactly one record. Its text is personal, so it goes with its record; the timeline keeps that there was one.
CREATE TABLE notes (
    workspace_id   uuid NOT NULL,
    id             uuid NOT NULL,
    customer_id    uuid,
    account_id     uuid,
    opportunity_id uuid,
    body           text NOT NULL,
    author_kind    text NOT NULL,
    author_id      uuid,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    version        integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT notes_subject_check CHECK (num_nonnulls(customer_id, account_id, opportunity_id) = 1),
    CONSTRAINT notes_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT notes_account_fk FOREIGN KEY (workspace_id, account_id)
        REFERENCES accounts (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT notes_opportunity_fk FOREIGN KEY (workspace_id, opportunity_id)
        REFERENCES opportunities (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX notes_customer_idx ON notes (workspace_id, customer_id, created_at DESC, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX notes_account_idx ON notes (workspace_id, account_id, created_at DESC, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX notes_opportunity_idx ON notes (workspace_id, opportunity_id, created_at DESC, id DESC)
    WHERE opportunity_id IS NOT NULL;

CREATE TABLE onboarding_plans (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    account_id   uuid NOT NULL,
    name         text NOT NULL,
    created_at   timestamptz NOT NULL,
    version      integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT onboarding_plans_account_fk FOREIGN KEY (workspace_id, account_id)
        REFERENCES accounts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX onboarding_plans_account_idx ON onboarding_plans (workspace_id, account_id);

CREATE TABLE onboarding_milestones (
    workspace_id   uuid NOT NULL,
    id             uuid NOT NULL,
    plan_id        uuid NOT NULL,
    title          text NOT NULL,
    due_date       date,
    completed_at   timestamptz,
    completed_kind text,
    completed_by   uuid,
    position       integer NOT NULL,
    version        integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT onboarding_milestones_plan_fk FOREIGN KEY (workspace_id, plan_id)
        REFERENCES onboarding_plans (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX onboarding_milestones_plan_idx ON onboarding_milestones (workspace_id, plan_id, position);

CREATE TABLE custom_field_definitions (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    object       text NOT NULL,
    key          text NOT NULL,
    label        text NOT NULL,
    type         text NOT NULL,
    options      text[] NOT NULL DEFAULT '{}',
    position     integer NOT NULL,
    created_at   timestamptz NOT NULL,
    version      integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT custom_fields_object_check CHECK (object IN ('lead', 'contact', 'account', 'opportunity')),
    CONSTRAINT custom_fields_type_check CHECK (type IN ('text', 'number', 'date', 'select', 'boolean')),
    CONSTRAINT custom_fields_options_check CHECK ((type = 'select') = (cardinality(options) > 0)),
    CONSTRAINT custom_fields_key_key UNIQUE (workspace_id, object, key)
);

CREATE TABLE invitations (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    email        text NOT NULL,
    role         text NOT NULL,
    token_hash   bytea NOT NULL,
    invited_by   uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT invitations_role_check CHECK (role IN ('super_admin', 'admin', 'marketer', 'agent')),
    CONSTRAINT invitations_email_key UNIQUE (workspace_id, email),
    CONSTRAINT invitations_token_key UNIQUE (workspace_id, token_hash)
);

-- Whose browsers and receipts a person's are: asked whenever somebody is joined to another, or deleted.
CREATE INDEX visitor_links_customer_idx ON visitor_links (workspace_id, customer_id);
CREATE INDEX receipts_lead_idx ON lead_webhook_receipts (workspace_id, lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX timeline_account_idx ON timeline (workspace_id, account_id, at DESC, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX timeline_opportunity_idx ON timeline (workspace_id, opportunity_id, at DESC, id DESC) WHERE opportunity_id IS NOT NULL;

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['account_stages', 'contact_accounts', 'opportunities', 'notes', 'onboarding_plans',
        'onboarding_milestones', 'custom_field_definitions', 'invitations'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
