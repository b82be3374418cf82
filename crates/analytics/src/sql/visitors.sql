-- Browsers with their last visit: $2 widget, $3 visits since, $4 seen since, $5 a text, $6 somebody's, $7 saw, $8 sent, $9
-- came from, $10 campaign, $11 robots, too, $12 leads may be seen, $13 and $14 the cursor, $15 the limit.
SELECT v.id, v.anon_visitor_id, v.widget_id, w.name AS widget_name, c.id AS customer_id, c.kind AS customer_kind,
       coalesce(c.name, c.email, c.phone, c.company) AS customer_name, v.browser, v.os, v.device, v.bot, v.first_seen_at,
       v.last_seen_at, v.event_count, v.user_id, v.traits, s.id AS session_id, s.started_at, s.ended_at,
       s.pageview_count AS pageviews, s.source, s.entry_url, last_event.path AS current_path
FROM sessions s
JOIN visitors v ON v.id = s.visitor_id AND v.workspace_id = $1
JOIN widgets w ON w.id = v.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
LEFT JOIN customers c ON c.id = v.customer_id AND c.deleted_at IS NULL AND (c.kind = 'contact' OR $12) AND c.workspace_id = $1
LEFT JOIN LATERAL (
    SELECT e.path FROM visitor_events e
    WHERE e.workspace_id = $1 AND e.visitor_id = s.visitor_id AND e.occurred_at BETWEEN s.started_at AND s.ended_at
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1
) last_event ON true
WHERE s.workspace_id = $1 AND s.started_at >= $3
  AND NOT EXISTS (
      SELECT 1 FROM sessions later
      WHERE later.workspace_id = $1 AND later.visitor_id = s.visitor_id AND (later.started_at, later.id) > (s.started_at, s.id))
  AND ($2::uuid IS NULL OR v.widget_id = $2)
  AND ($4::timestamptz IS NULL OR v.last_seen_at > $4)
  AND ($5::text IS NULL OR v.anon_visitor_id ILIKE $5 OR c.name ILIKE $5 OR c.email ILIKE $5)
  AND ($6::boolean IS NULL OR (c.id IS NOT NULL) = $6)
  AND ($7::text IS NULL OR EXISTS (
      SELECT 1 FROM visitor_events e
      WHERE e.workspace_id = $1 AND e.visitor_id = v.id AND e.occurred_at >= $3 AND e.type = 'pageview' AND e.path = $7))
  AND ($8::text IS NULL OR EXISTS (
      SELECT 1 FROM visitor_events e
      WHERE e.workspace_id = $1 AND e.visitor_id = v.id AND e.occurred_at >= $3 AND e.type = 'custom' AND e.name = $8))
  AND (($9::text IS NULL AND $10::text IS NULL) OR EXISTS (
      SELECT 1 FROM sessions any_visit
      WHERE any_visit.workspace_id = $1 AND any_visit.visitor_id = v.id AND any_visit.started_at >= $3
        AND ($9 IS NULL OR coalesce(any_visit.source, '') = $9) AND ($10 IS NULL OR any_visit.campaign = $10)))
  AND (NOT v.bot OR $11)
  AND ($13::timestamptz IS NULL OR (s.started_at, s.id) < ($13, $14))
ORDER BY s.started_at DESC, s.id DESC
LIMIT $15
