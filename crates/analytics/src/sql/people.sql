-- A page of people, with what belongs on their row. The first CTE, which the caller writes, chooses the ids and their order.
WITH page AS ({page})
SELECT c.id, c.kind, c.name, c.email, c.phone, c.company, c.title, c.tags, c.source, coalesce(c.score, x.score) AS score,
       CASE WHEN c.score IS NOT NULL THEN 'given' WHEN x.score IS NOT NULL THEN 'rules' END AS score_source, c.assigned_to, c.preferred_channel,
       c.metadata, c.custom_fields, c.converted_at, c.created_at, c.updated_at, c.version,
       l.pipeline_id, l.stage_id, l.position, l.stage_entered_at, c.next_step, c.next_step_at,
       -- As the filter has it; by the database's clock, which no write depends on.
       coalesce(g.type = 'open' AND l.stage_entered_at < now() - make_interval(days => g.stale_after_days)
                AND (c.next_step IS NULL OR c.next_step_at < current_date), false) AS stalled,
       w.name AS source_name,
       a.id AS account_id, a.name AS account_name, a.placeholder AS account_placeholder,
       coalesce(c.converted_into, m.id) AS contact_id, coalesce(t.kind, m.kind) AS contact_kind,
       seen.browsers > 0 AS linked_to_tracking, seen.last_seen_at
FROM page
JOIN customers c ON c.workspace_id = $1 AND c.id = page.id
LEFT JOIN leads l ON l.workspace_id = $1 AND l.id = c.id AND l.position IS NOT NULL
LEFT JOIN lead_pipeline_stages g ON g.workspace_id = $1 AND g.id = l.stage_id
LEFT JOIN customer_scores x ON x.workspace_id = $1 AND x.customer_id = c.id
LEFT JOIN lead_webhooks w ON w.workspace_id = $1 AND w.id = c.source_id
LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id
LEFT JOIN customers t ON t.workspace_id = $1 AND t.id = c.converted_into
LEFT JOIN customers m ON m.workspace_id = $1 AND c.kind = 'lead' AND m.kind = 'contact' AND m.email = c.email
    AND m.deleted_at IS NULL
CROSS JOIN LATERAL (
    SELECT count(*) AS browsers, max(v.last_seen_at) AS last_seen_at
    FROM visitors v WHERE v.workspace_id = $1 AND v.customer_id = c.id
) seen
ORDER BY page.place
