-- The visits of a window that pass a filter: $2 widget, $3 from, $4 until before, $5 the unit, $6 a path they saw, $7 an
-- event they sent, $8 their source ('' is none), $9 their campaign, $10 robots, too. A visit belongs to the window that it
-- began in; what it did is counted where that lies.
WITH chosen AS MATERIALIZED (
    SELECT s.visitor_id, s.started_at, s.ended_at, s.source, s.campaign
    FROM sessions s
    JOIN visitors v ON v.id = s.visitor_id AND (NOT v.bot OR $10) AND v.workspace_id = $1
    JOIN widgets w ON w.id = v.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
    WHERE s.workspace_id = $1 AND s.started_at >= $3 AND s.started_at < $4
      AND ($2::uuid IS NULL OR v.widget_id = $2)
      AND ($8::text IS NULL OR coalesce(s.source, '') = $8)
      AND ($9::text IS NULL OR s.campaign = $9)
      AND ($6::text IS NULL OR EXISTS (
          SELECT 1 FROM visitor_events e
          WHERE e.workspace_id = $1 AND e.visitor_id = s.visitor_id AND e.occurred_at BETWEEN s.started_at AND s.ended_at
            AND e.type = 'pageview' AND e.path = $6))
      AND ($7::text IS NULL OR EXISTS (
          SELECT 1 FROM visitor_events e
          WHERE e.workspace_id = $1 AND e.visitor_id = s.visitor_id AND e.occurred_at BETWEEN s.started_at AND s.ended_at
            AND e.type = 'custom' AND e.name = $7))
), done AS MATERIALIZED (
    SELECT e.type, e.path, e.name, e.visitor_id, date_trunc($5, e.occurred_at, 'UTC') AS at
    FROM chosen c
    JOIN visitor_events e ON e.visitor_id = c.visitor_id AND e.occurred_at BETWEEN c.started_at AND c.ended_at
        AND e.occurred_at < $4 AND e.workspace_id = $1
)
SELECT 'pageviews' AS kind, NULL::text AS word, d.at, count(*) AS count FROM done d WHERE d.type = 'pageview' GROUP BY d.at
UNION ALL SELECT 'visitors', NULL, d.at, count(DISTINCT d.visitor_id) FROM done d GROUP BY d.at
UNION ALL SELECT 'visitor', d.visitor_id::text, NULL, 1 FROM done d GROUP BY d.visitor_id
UNION ALL SELECT 'page', d.path, NULL, count(*) FROM done d WHERE d.type = 'pageview' GROUP BY d.path
UNION ALL SELECT 'event', d.name, NULL, count(*) FROM done d WHERE d.type = 'custom' GROUP BY d.name
UNION ALL SELECT 'source', c.source, NULL, count(*) FROM chosen c GROUP BY c.source
UNION ALL SELECT 'campaign', c.campaign, NULL, count(*) FROM chosen c WHERE c.campaign IS NOT NULL GROUP BY c.campaign
