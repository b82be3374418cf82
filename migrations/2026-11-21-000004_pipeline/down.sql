DROP VIEW lead_activities;
ALTER TABLE workspaces DROP CONSTRAINT workspaces_default_pipeline_fk;
DROP TABLE lead_webhook_receipts, lead_webhooks, leads, lead_pipeline_stages, lead_pipelines;
