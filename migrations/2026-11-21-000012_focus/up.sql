-- What somebody put off on the home page (A24): one kind of attention to one record, until a time, and why. The record may be
-- of any table, so that no key names it: whoever deletes one takes its rows along.
CREATE TABLE focus_snoozes (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    kind         text NOT NULL,
    record_id    uuid NOT NULL,
    until        timestamptz NOT NULL,
    reason       text NOT NULL,
    -- A program has none.
    snoozed_by   uuid,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, kind, record_id),
    CONSTRAINT focus_snoozes_kind_check CHECK (kind IN ('unanswered_conversation', 'hot_visitor', 'stalled_deal', 'stalled_lead',
        'account_at_risk', 'renewal_due', 'failed_automation'))
);
CREATE INDEX focus_snoozes_record_idx ON focus_snoozes (workspace_id, record_id);

-- The few runs that failed, among all that there ever were.
CREATE INDEX automation_runs_failed_idx ON automation_runs (workspace_id, finished_at) WHERE state = 'failed';

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['focus_snoozes'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
