-- Who may come in: workspaces, people, sessions, API keys; what they changed; and the jobs that a change leaves behind.

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL,
    name          text NOT NULL,
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE workspaces (
    id                  uuid PRIMARY KEY,
    name                text NOT NULL,
    plan                text NOT NULL,
    currency            text NOT NULL,
    time_zone           text NOT NULL,
    country             text NOT NULL,
    default_pipeline_id uuid,
    created_at          timestamptz NOT NULL,
    version             integer NOT NULL DEFAULT 1,
    CONSTRAINT workspaces_plan_check CHECK (plan IN ('starter', 'growth', 'scale'))
);

CREATE TABLE memberships (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role         text NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, user_id),
    CONSTRAINT memberships_role_check CHECK (role IN ('super_admin', 'admin', 'marketer', 'agent'))
);
CREATE INDEX memberships_user_idx ON memberships (user_id);

-- `sessions` are a visitor's; a signed-in person's are these.
CREATE TABLE auth_sessions (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    user_id      uuid NOT NULL,
    token_hash   bytea NOT NULL,
    user_agent   text,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT auth_sessions_token_key UNIQUE (workspace_id, token_hash),
    CONSTRAINT auth_sessions_member_fk FOREIGN KEY (workspace_id, user_id)
        REFERENCES memberships (workspace_id, user_id) ON DELETE CASCADE
);

CREATE TABLE api_keys (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    name         text NOT NULL,
    key_hash     bytea NOT NULL,
    last_four    text NOT NULL,
    scopes       text[] NOT NULL,
    created_by   uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT api_keys_hash_key UNIQUE (workspace_id, key_hash)
);

CREATE TABLE audit_log (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    at           timestamptz NOT NULL,
    actor_kind   text NOT NULL,
    actor_id     uuid,
    action       text NOT NULL,
    object_kind  text NOT NULL,
    object_id    uuid,
    details      jsonb NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
REVOKE UPDATE, DELETE ON audit_log FROM hydra_app;
CREATE INDEX audit_log_newest_idx ON audit_log (workspace_id, at DESC, id DESC);

-- Cross-tenant by need (one worker serves every workspace), so it holds ids and settings, never customers' values.
CREATE TABLE jobs (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id           uuid NOT NULL,
    kind         text NOT NULL,
    payload      jsonb NOT NULL,
    state        text NOT NULL DEFAULT 'ready',
    run_at       timestamptz NOT NULL,
    attempts     integer NOT NULL DEFAULT 0,
    lease_token  uuid,
    lease_until  timestamptz,
    last_error   text,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT jobs_state_check CHECK (state IN ('ready', 'dead'))
);
CREATE INDEX jobs_due_idx ON jobs (run_at) WHERE state = 'ready';

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['auth_sessions', 'api_keys', 'audit_log'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
