'account' AS record_kind, a.name AS title, NULL::text AS about,
       coalesce(CASE WHEN {kind} = 'renewal_due' THEN (a.renewal_date - 30)::timestamp AT TIME ZONE 'UTC' END, a.updated_at) AS since,
       a.mrr AS amount, a.currency, NULL::smallint AS score, a.owner_id,
       jsonb_build_object(
           'at_risk', a.lifecycle_stage = 'at_risk', 'active', a.lifecycle_stage = 'active', 'health', a.health_score,
           'silent_days', extract(day FROM $2 - seen.at)::int, 'renews_in', a.renewal_date - $3,
           'renewal', a.renewal_status, 'contact', seen.name) AS facts
FROM page p
JOIN accounts a ON a.workspace_id = $1 AND a.id = p.id
-- The contact who was seen last, or has been there for longest.
LEFT JOIN LATERAL (
    SELECT coalesce(c.name, c.email) AS name, v.at
    FROM customers c
    CROSS JOIN LATERAL (
        SELECT max(b.last_seen_at) AS at FROM visitors b WHERE b.workspace_id = $1 AND b.customer_id = c.id
    ) v
    WHERE c.workspace_id = $1 AND c.account_id = a.id
    ORDER BY v.at DESC NULLS LAST, c.created_at, c.id LIMIT 1
) seen ON true
