'lead' AS record_kind, coalesce(c.name, c.email, c.phone, c.company, 'Anonymous') AS title,
       CASE WHEN coalesce(c.name, c.email, c.phone) IS NOT NULL THEN c.company END AS about,
       l.stage_entered_at AS since, NULL::numeric AS amount, NULL::text AS currency, coalesce(c.score, x.score) AS score,
       c.assigned_to AS owner_id,
       jsonb_build_object(
           'stage', g.name, 'days', extract(day FROM $2 - l.stage_entered_at)::int, 'limit', g.stale_after_days,
           'score', coalesce(c.score, x.score), 'next_step', c.next_step, 'next_step_in', c.next_step_at - $3,
           'name', coalesce(c.name, c.email, c.phone, c.company), 'phone', c.phone IS NOT NULL,
           'email', c.email IS NOT NULL) AS facts
FROM page p
JOIN customers c ON c.workspace_id = $1 AND c.id = p.id
JOIN leads l ON l.workspace_id = $1 AND l.id = p.id
JOIN lead_pipeline_stages g ON g.workspace_id = $1 AND g.id = l.stage_id
LEFT JOIN customer_scores x ON x.workspace_id = $1 AND x.customer_id = p.id
