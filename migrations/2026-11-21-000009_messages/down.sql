DROP TABLE broadcast_recipients;
DROP TABLE broadcast_campaigns;
DROP TABLE broadcast_audience_members;
DROP TABLE broadcast_audiences;
DROP TABLE automation_steps;
DROP TABLE automation_runs;
DROP TABLE automation_locks;
DROP TABLE automation_versions;
DROP TABLE lead_automation_workflows;
DROP TABLE timeline_listeners;
DROP TABLE message_suppressions;
DROP TABLE message_receipts;
DROP TABLE messages;
DROP TABLE message_templates;
DROP TABLE message_rules;
DROP TABLE message_channels;
-- What automations did stays in the histories, as the system's.
UPDATE timeline SET actor_kind = 'system', actor_id = NULL WHERE actor_kind = 'automation';
ALTER TABLE timeline
    DROP CONSTRAINT timeline_actor_check,
    ADD CONSTRAINT timeline_actor_check CHECK (actor_kind IN ('user', 'api_key', 'webhook', 'visitor', 'system'));
