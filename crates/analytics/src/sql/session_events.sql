-- The newest events of each of these sessions.
SELECT s.id AS session_id, e.id, e.type AS kind, e.name, e.url, e.path, e.referrer, e.properties, e.value, e.occurred_at
FROM sessions s
CROSS JOIN LATERAL (
    SELECT v.* FROM visitor_events v
    WHERE v.workspace_id = $1 AND v.visitor_id = s.visitor_id AND v.{who} = $2
      AND v.occurred_at BETWEEN s.started_at AND s.ended_at
    ORDER BY v.occurred_at DESC, v.id DESC
    LIMIT $4
) e
WHERE s.workspace_id = $1 AND s.id = ANY ($3)
ORDER BY e.occurred_at DESC, e.id DESC
