DROP TABLE outbound_deliveries;
DROP TABLE outbound_webhooks;
DROP TABLE export_parts;
DROP TABLE exports;
DROP TABLE site_slots;
DROP INDEX visitor_events_time_idx;
DROP INDEX sessions_started_idx;
ALTER TABLE sessions DROP COLUMN source, DROP COLUMN medium, DROP COLUMN campaign;
ALTER TABLE visitors
    DROP COLUMN browser, DROP COLUMN os, DROP COLUMN device, DROP COLUMN bot, DROP COLUMN first_touch,
    DROP COLUMN erased_at;
ALTER TABLE widgets
    DROP COLUMN consent_required, DROP COLUMN identity_verification, DROP COLUMN secret_generation,
    DROP COLUMN purged_at, DROP COLUMN purged_events;
