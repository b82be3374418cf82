WITH page AS MATERIALIZED (
    SELECT t.id, t.at, t.kind, t.data, (t.data ->> 'message_id')::uuid AS message_id,
        (t.data ->> 'run_id')::uuid AS run_id, (t.data ->> 'position')::int AS place
    FROM timeline t
    WHERE t.workspace_id = $1 AND t.customer_id = ANY (
            SELECT $2 UNION ALL SELECT j.id FROM customers j WHERE j.workspace_id = $1 AND j.converted_into = $2)
        AND t.kind IN ('automation_triggered', 'automation_step_sent', 'automation_step_failed', 'automation_fallback',
            'automation_completed', 'automation_skipped')
    ORDER BY t.at DESC, t.id DESC
    LIMIT $3
)
SELECT p.id, p.at, p.kind, p.data, v.steps -> p.place AS step, m.id AS message_id, m.channel, m.status, m.unknown,
    m.error_code, m.error, m.sent_at, m.delivered_at, m.read_at, m.failed_at
FROM page p
LEFT JOIN messages m ON m.workspace_id = $1 AND m.id = p.message_id
LEFT JOIN automation_runs r ON r.workspace_id = $1 AND r.id = p.run_id
LEFT JOIN automation_versions v ON v.workspace_id = $1 AND v.workflow_id = r.workflow_id AND v.number = r.number
ORDER BY p.at DESC, p.id DESC
