-- A record's history with the names of who did it and of whom it speaks; the caller writes whose it is. The page is chosen
-- first: ids inside `data` can't be looked up through row-level security row by row.
WITH page AS MATERIALIZED (
    SELECT t.id, t.at, t.kind, t.actor_kind, t.actor_id, t.data, t.customer_id,
           (t.data ->> 'contact_id')::uuid AS contact_id,
           CASE t.kind WHEN 'assigned' THEN (t.data ->> 'to')::uuid END AS assignee_id,
           CASE t.kind WHEN 'note_added' THEN (t.data ->> 'note_id')::uuid END AS note_id
    FROM timeline t
    WHERE t.workspace_id = $1 AND {subject}
      AND ($3::timestamptz IS NULL OR (t.at, t.id) < ($3, $4))
      AND ($6::text[] IS NULL OR t.kind <> ALL ($6)) AND ($7::text[] IS NULL OR t.kind = ANY ($7))
    ORDER BY t.at DESC, t.id DESC
    LIMIT $5
)
SELECT p.id, p.at, p.kind, p.actor_kind, p.actor_id, coalesce(u.name, k.name, w.name, p.data ->> 'webhook_name') AS actor_name,
       p.data, assignee.name AS assignee_name, c.id AS contact_id, coalesce(c.name, c.email, c.phone) AS contact_name, n.body
FROM page p
LEFT JOIN users u ON p.actor_kind = 'user' AND u.id = p.actor_id
LEFT JOIN api_keys k ON k.workspace_id = $1 AND p.actor_kind = 'api_key' AND k.id = p.actor_id
LEFT JOIN lead_automation_workflows w ON w.workspace_id = $1 AND p.actor_kind = 'automation' AND w.id = p.actor_id
LEFT JOIN users assignee ON assignee.id = p.assignee_id
-- Contacts only: whoever is a lead now is not everybody's to see (L1).
LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = coalesce(p.contact_id, p.customer_id) AND c.kind = 'contact'
    AND c.deleted_at IS NULL
LEFT JOIN notes n ON n.workspace_id = $1 AND n.id = p.note_id
ORDER BY p.at DESC, p.id DESC
