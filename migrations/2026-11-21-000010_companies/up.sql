-- What the site says of companies (A5, A9–A18): which one a visitor acts for, and who set a deal's stage and value last.

ALTER TABLE visitors
    -- Named by identify's company.id; later writes mean it (A10). No key: it counts only while the visitor's contact is
    -- linked to it, so that nothing has to be cleared when an account goes.
    ADD COLUMN active_company_id uuid;

ALTER TABLE accounts
    -- Of what a visitor set: whether the site's server vouched for it. Only what nobody vouched for may an unverified call
    -- change again (D23).
    ADD COLUMN stage_set_vouched boolean NOT NULL DEFAULT false,
    ADD COLUMN deal_set_kind     text,
    ADD COLUMN deal_set_by       uuid,
    ADD COLUMN deal_set_at       timestamptz,
    ADD COLUMN deal_set_vouched  boolean NOT NULL DEFAULT false;
UPDATE accounts SET stage_set_vouched = true WHERE stage_set_kind IS NOT NULL;
-- Until now nobody but people and programs with a key could set a deal's value.
UPDATE accounts SET deal_set_kind = 'user', deal_set_at = updated_at, deal_set_vouched = true WHERE deal_value IS NOT NULL;
