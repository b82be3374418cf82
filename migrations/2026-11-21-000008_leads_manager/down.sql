DROP TABLE idempotency_keys;
ALTER TABLE widgets DROP COLUMN form;
DROP TABLE customer_scores;
DROP TABLE score_models;
DELETE FROM jobs WHERE kind = 'score.recompute';
DROP TABLE merges;
DROP TABLE duplicates;
DROP TABLE import_rows;
DROP TABLE imports;
DELETE FROM exports WHERE object <> 'events';
ALTER TABLE exports
    DROP CONSTRAINT exports_object_check,
    ADD CONSTRAINT exports_object_check CHECK (object IN ('events'));
DROP INDEX receipts_idempotency_key;
DELETE FROM lead_webhook_receipts WHERE outcome = 'refused';
ALTER TABLE lead_webhook_receipts
    DROP COLUMN idempotency_key, DROP COLUMN part, DROP COLUMN replay_of,
    DROP CONSTRAINT receipts_outcome_check,
    ADD CONSTRAINT receipts_outcome_check CHECK (outcome IN ('created', 'updated', 'skipped', 'unreadable'));
DROP TABLE lead_webhook_turns;
ALTER TABLE lead_webhooks DROP COLUMN assignment, DROP COLUMN assign_to, DROP COLUMN signing_secret,
    DROP COLUMN purged_receipts, DROP COLUMN purged_until;
DELETE FROM jobs WHERE kind = 'webhook.purge';
DROP TABLE bulk_actions;
DROP TABLE saved_view_pins;
DROP TABLE saved_views;
ALTER TABLE customers DROP COLUMN next_step, DROP COLUMN next_step_at;
ALTER TABLE lead_pipeline_stages DROP COLUMN probability, DROP COLUMN stale_after_days;
