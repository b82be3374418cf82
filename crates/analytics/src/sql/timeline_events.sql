-- What a person did on the site, in the shape of timeline.sql.
SELECT e.id, e.occurred_at AS at, 'site_' || e.type AS kind, 'visitor' AS actor_kind, e.visitor_id AS actor_id,
       NULL::text AS actor_name,
       jsonb_build_object('path', e.path, 'url', e.url, 'name', e.name, 'properties', e.properties, 'value', e.value) AS data,
       NULL::text AS assignee_name, NULL::uuid AS contact_id, NULL::text AS contact_name, NULL::text AS body
FROM visitor_events e
WHERE e.workspace_id = $1 AND e.customer_id = $2 AND e.occurred_at > $6
  AND ($3::timestamptz IS NULL OR (e.occurred_at, e.id) < ($3, $4))
ORDER BY e.occurred_at DESC, e.id DESC
LIMIT $5
