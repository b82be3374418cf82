-- The visits that began, by where they came from.
SELECT s.source, s.campaign, count(*) AS count
FROM sessions s
JOIN visitors v ON v.id = s.visitor_id AND v.widget_id = $2 AND NOT v.bot AND v.workspace_id = $1
WHERE s.workspace_id = $1 AND s.started_at >= $3 AND s.started_at < $4
GROUP BY 1, 2
