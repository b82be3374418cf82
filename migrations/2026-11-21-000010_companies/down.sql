ALTER TABLE accounts
    DROP COLUMN deal_set_vouched,
    DROP COLUMN deal_set_at,
    DROP COLUMN deal_set_by,
    DROP COLUMN deal_set_kind,
    DROP COLUMN stage_set_vouched;
ALTER TABLE visitors DROP COLUMN active_company_id;
