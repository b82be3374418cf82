-- Who was there.
SELECT DISTINCT e.visitor_id AS id
FROM visitor_events e
JOIN visitors v ON v.id = e.visitor_id AND NOT v.bot AND v.workspace_id = $1
WHERE e.workspace_id = $1 AND e.widget_id = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4
