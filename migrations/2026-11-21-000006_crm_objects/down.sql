DROP INDEX timeline_opportunity_idx;
DROP INDEX timeline_account_idx;
DROP INDEX receipts_lead_idx;
DROP INDEX visitor_links_customer_idx;
DROP TABLE invitations;
DROP TABLE custom_field_definitions;
DROP TABLE onboarding_milestones;
DROP TABLE onboarding_plans;
DROP TABLE notes;
DROP TABLE opportunities;
DROP TABLE contact_accounts;
ALTER TABLE customers DROP COLUMN preferred_channel;
DROP INDEX accounts_stage_idx;
DROP INDEX accounts_newest_idx;
ALTER TABLE accounts
    DROP COLUMN industry, DROP COLUMN website, DROP COLUMN phone, DROP COLUMN mrr, DROP COLUMN health_score,
    DROP COLUMN renewal_date, DROP COLUMN renewal_status, DROP COLUMN stage_id, DROP COLUMN deal_value,
    DROP COLUMN currency, DROP COLUMN stage_set_kind, DROP COLUMN stage_set_by, DROP COLUMN stage_set_at,
    DROP COLUMN owner_id, DROP COLUMN custom_fields;
DROP TABLE account_stages;
