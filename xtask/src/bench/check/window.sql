-- What the dashboard shows of a window, from the events and from the sessions, which are compared with the events.
WITH done AS MATERIALIZED (
    SELECT e.type, e.path, e.name, e.visitor_id, date_trunc('{unit}', e.occurred_at, 'UTC') AS at
    FROM visitor_events e JOIN visitors v ON v.workspace_id = e.workspace_id AND v.id = e.visitor_id AND NOT v.bot
    WHERE e.workspace_id = '{workspace}' AND e.occurred_at >= '{from}' AND e.occurred_at < '{to}'
), begun AS MATERIALIZED (
    SELECT s.source, s.campaign
    FROM sessions s JOIN visitors v ON v.workspace_id = s.workspace_id AND v.id = s.visitor_id AND NOT v.bot
    WHERE s.workspace_id = '{workspace}' AND s.started_at >= '{from}' AND s.started_at < '{to}'
)
SELECT 'pageviews' AS kind, '' AS word, at, count(*) AS count FROM done WHERE type = 'pageview' GROUP BY at
UNION ALL SELECT 'visitors', '', at, count(DISTINCT visitor_id) FROM done GROUP BY at
UNION ALL SELECT 'everybody', '', NULL, count(DISTINCT visitor_id) FROM done
UNION ALL SELECT 'page', path, NULL, count(*) FROM done WHERE type = 'pageview' GROUP BY path
UNION ALL SELECT 'event', name, NULL, count(*) FROM done WHERE type = 'custom' GROUP BY name
UNION ALL SELECT 'source', coalesce(source, ''), NULL, count(*) FROM begun GROUP BY source
UNION ALL SELECT 'campaign', campaign, NULL, count(*) FROM begun WHERE campaign IS NOT NULL GROUP BY campaign
