ALTER TABLE lead_automation_workflows DROP COLUMN conditions;
ALTER TABLE message_rules DROP COLUMN email_tracking, DROP COLUMN send_days;
DROP TABLE message_clicks;
