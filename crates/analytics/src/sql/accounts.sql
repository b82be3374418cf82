-- A page of accounts with what hangs on them. The first CTE, which the caller writes, chooses the ids and their order.
WITH page AS ({page})
SELECT a.id, a.name, a.domain, a.industry, a.website, a.phone, a.lifecycle_stage, a.mrr, a.health_score, a.renewal_date,
       a.renewal_status, a.stage_id, a.deal_value, a.currency, a.stage_set_kind, a.stage_set_by, a.stage_set_at,
       a.deal_set_kind, a.deal_set_by, a.deal_set_at,
       a.owner_id, a.placeholder, a.metadata, a.custom_fields, a.created_at, a.updated_at, a.version,
       coalesce(u.name, k.name) AS stage_setter, coalesce(vu.name, vk.name) AS value_setter, people.count AS contact_count, deals.count AS opportunity_count
FROM page
JOIN accounts a ON a.workspace_id = $1 AND a.id = page.id
LEFT JOIN users u ON a.stage_set_kind = 'user' AND u.id = a.stage_set_by
LEFT JOIN api_keys k ON k.workspace_id = $1 AND a.stage_set_kind = 'api_key' AND k.id = a.stage_set_by
LEFT JOIN users vu ON a.deal_set_kind = 'user' AND vu.id = a.deal_set_by
LEFT JOIN api_keys vk ON vk.workspace_id = $1 AND a.deal_set_kind = 'api_key' AND vk.id = a.deal_set_by
CROSS JOIN LATERAL (SELECT count(*) FROM customers c WHERE c.workspace_id = $1 AND c.account_id = a.id) people
CROSS JOIN LATERAL (SELECT count(*) FROM opportunities o WHERE o.workspace_id = $1 AND o.account_id = a.id) deals
ORDER BY page.place
