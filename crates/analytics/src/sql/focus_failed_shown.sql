c.kind AS record_kind, coalesce(c.name, c.email, c.phone, c.company, 'Anonymous') AS title,
       w.name || ', step ' || (s.position + 1) AS about, r.finished_at AS since, NULL::numeric AS amount,
       NULL::text AS currency, coalesce(c.score, x.score) AS score, coalesce(c.assigned_to, a.owner_id) AS owner_id,
       jsonb_build_object(
           'minutes', floor(extract(epoch FROM $2 - r.finished_at) / 60)::bigint, 'more', p.runs - 1,
           'action', coalesce(v.steps -> s.position ->> 'kind', 'message'),
           'channel', coalesce(m.channel, v.steps -> s.position ->> CASE WHEN s.fallback THEN 'fallback_channel' ELSE 'channel' END),
           'why', coalesce(m.error, s.reason, r.reason), 'phone', c.phone IS NOT NULL, 'email', c.email IS NOT NULL) AS facts
FROM page p
JOIN automation_runs r ON r.workspace_id = $1 AND r.id = p.run_id
JOIN lead_automation_workflows w ON w.workspace_id = $1 AND w.id = r.workflow_id
JOIN automation_versions v ON v.workspace_id = $1 AND v.workflow_id = r.workflow_id AND v.number = r.number
JOIN customers c ON c.workspace_id = $1 AND c.id = p.id
LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id
LEFT JOIN customer_scores x ON x.workspace_id = $1 AND x.customer_id = c.id
-- The last step that failed, in its newest attempt.
LEFT JOIN LATERAL (
    SELECT t.position, t.fallback, t.message_id, t.reason FROM automation_steps t
    WHERE t.workspace_id = $1 AND t.run_id = r.id AND t.state = 'failed'
    ORDER BY t.position DESC, t.attempt DESC, t.fallback DESC LIMIT 1
) s ON true
LEFT JOIN messages m ON m.workspace_id = $1 AND m.id = s.message_id
