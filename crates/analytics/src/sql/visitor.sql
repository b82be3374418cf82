-- One browser, in the shape of visitors.sql; its visits may all be gone. $3: leads may be seen.
SELECT v.id, v.anon_visitor_id, v.widget_id, w.name AS widget_name, c.id AS customer_id, c.kind AS customer_kind,
       coalesce(c.name, c.email, c.phone, c.company) AS customer_name, v.browser, v.os, v.device, v.bot, v.first_seen_at,
       v.last_seen_at, v.event_count, v.user_id, v.traits, s.id AS session_id, s.started_at, s.ended_at,
       s.pageview_count AS pageviews, s.source, s.entry_url, last_event.path AS current_path
FROM visitors v
JOIN widgets w ON w.id = v.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
LEFT JOIN customers c ON c.id = v.customer_id AND c.deleted_at IS NULL AND (c.kind = 'contact' OR $3) AND c.workspace_id = $1
LEFT JOIN LATERAL (
    SELECT newest.* FROM sessions newest
    WHERE newest.workspace_id = $1 AND newest.visitor_id = v.id
    ORDER BY newest.started_at DESC, newest.id DESC LIMIT 1
) s ON true
LEFT JOIN LATERAL (
    SELECT e.path FROM visitor_events e
    WHERE e.workspace_id = $1 AND e.visitor_id = v.id AND e.occurred_at BETWEEN s.started_at AND s.ended_at
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1
) last_event ON true
WHERE v.workspace_id = $1 AND v.id = $2
