-- A record's history with the names of who did it and of whom it speaks; the caller writes whose it is.
SELECT t.id, t.at, t.kind, t.actor_kind, t.actor_id, coalesce(u.name, k.name, t.data ->> 'webhook_name') AS actor_name,
       t.data, assignee.name AS assignee_name,
       coalesce(c.id, (t.data ->> 'contact_id')::uuid) AS contact_id,
       coalesce(c.name, c.email, c.phone, other.name, other.email) AS contact_name, n.body
FROM timeline t
LEFT JOIN users u ON t.actor_kind = 'user' AND u.id = t.actor_id
LEFT JOIN api_keys k ON k.workspace_id = $1 AND t.actor_kind = 'api_key' AND k.id = t.actor_id
LEFT JOIN users assignee ON t.kind = 'assigned' AND assignee.id = (t.data ->> 'to')::uuid
LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = t.customer_id
LEFT JOIN customers other ON other.workspace_id = $1 AND other.id = (t.data ->> 'contact_id')::uuid
LEFT JOIN notes n ON n.workspace_id = $1 AND t.kind = 'note_added' AND n.id = (t.data ->> 'note_id')::uuid
WHERE t.workspace_id = $1 AND {subject}
  AND ($3::timestamptz IS NULL OR (t.at, t.id) < ($3, $4))
  AND ($6 OR t.kind <> 'note_added') AND ($7 OR t.kind = 'note_added')
ORDER BY t.at DESC, t.id DESC
LIMIT $5
