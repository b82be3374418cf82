-- A person's history, with that of leads that were converted into them (D4), and the names of who did it.
SELECT t.id, t.at, t.kind, t.actor_kind, t.actor_id, coalesce(u.name, k.name, t.data ->> 'webhook_name') AS actor_name,
       t.data, assignee.name AS assignee_name
FROM timeline t
LEFT JOIN users u ON t.actor_kind = 'user' AND u.id = t.actor_id
LEFT JOIN api_keys k ON k.workspace_id = $1 AND t.actor_kind = 'api_key' AND k.id = t.actor_id
LEFT JOIN users assignee ON t.kind = 'assigned' AND assignee.id = (t.data ->> 'to')::uuid
WHERE t.workspace_id = $1
  AND t.customer_id = ANY (
      SELECT $2 UNION ALL SELECT c.id FROM customers c WHERE c.workspace_id = $1 AND c.converted_into = $2)
  AND ($3::timestamptz IS NULL OR (t.at, t.id) < ($3, $4))
ORDER BY t.at DESC, t.id DESC
LIMIT $5
