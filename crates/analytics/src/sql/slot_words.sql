-- What people did on a widget's pages between two instants, by word: pages that were viewed, custom events.
SELECT e.type AS kind, CASE e.type WHEN 'pageview' THEN e.path ELSE coalesce(e.name, '') END AS word, count(*) AS count
FROM visitor_events e
JOIN visitors v ON v.id = e.visitor_id AND NOT v.bot AND v.workspace_id = $1
WHERE e.workspace_id = $1 AND e.widget_id = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4
  AND e.type IN ('pageview', 'custom')
GROUP BY 1, 2
