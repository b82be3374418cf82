-- Which links of emails were followed. A link is a number: where it leads stands in the message, so that nobody can make one
-- that leads elsewhere.
CREATE TABLE message_clicks (
    workspace_id uuid NOT NULL,
    message_id   uuid NOT NULL,
    link         smallint NOT NULL,
    url          text NOT NULL,
    first_at     timestamptz NOT NULL,
    times        integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, message_id, link),
    CONSTRAINT message_clicks_message_fk FOREIGN KEY (workspace_id, message_id)
        REFERENCES messages (workspace_id, id) ON DELETE CASCADE
);

ALTER TABLE message_rules
    -- Whether emails tell that they were opened and which links were followed.
    ADD COLUMN email_tracking boolean NOT NULL DEFAULT true,
    -- The days on which automations and campaigns send, as bits from Monday (1) to Sunday (64).
    ADD COLUMN send_days smallint NOT NULL DEFAULT 127,
    ADD CONSTRAINT message_rules_days_check CHECK (send_days BETWEEN 1 AND 127);

-- Whom an automation is for: what has to be true of a person for a run to begin.
ALTER TABLE lead_automation_workflows ADD COLUMN conditions jsonb NOT NULL DEFAULT '[]';

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['message_clicks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
