SELECT v.id, v.channel, p.id AS customer_id, p.kind AS customer_kind,
    coalesce(p.name, p.email, p.phone, p.company, 'Anonymous') AS customer_name, p.email,
    coalesce(a.name, p.company) AS company,
    v.subject, v.status, v.assigned_to, v.started_on, w.id AS widget_id, w.name AS widget_name,
    v.behavior_id, v.behavior_name, v.asking IS NOT NULL AS bot_active,
    v.last_author, v.last_preview, v.last_at, v.unread, v.waiting_since, v.created_at, v.version
FROM conversations v
JOIN customers o ON o.workspace_id = $1 AND o.id = v.customer_id
JOIN customers p ON p.workspace_id = $1 AND p.id = coalesce(o.converted_into, o.id) AND p.deleted_at IS NULL
LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = p.account_id AND NOT a.placeholder
LEFT JOIN widgets w ON w.workspace_id = $1 AND w.id = v.widget_id AND w.deleted_at IS NULL
WHERE v.workspace_id = $1
  AND ($2::uuid IS NULL OR v.id = $2)
  AND ($3::text IS NULL OR v.channel = $3)
  AND ($4::text IS NULL OR v.status = $4)
  AND ($5::uuid IS NULL OR v.assigned_to = $5)
  AND ($6::uuid IS NULL OR v.customer_id = ANY (
      SELECT $6 UNION ALL SELECT j.id FROM customers j WHERE j.workspace_id = $1 AND j.converted_into = $6))
  AND ($7::text IS NULL OR p.name ILIKE $7 OR p.email ILIKE $7 OR p.phone ILIKE $7 OR p.company ILIKE $7
      OR a.name ILIKE $7 OR v.subject ILIKE $7 OR EXISTS (
          SELECT FROM conversation_messages m
          WHERE m.workspace_id = $1 AND m.conversation_id = v.id AND m.body ILIKE $7))
  AND ($8::timestamptz IS NULL OR (v.last_at, v.id) < ($8, $9))
ORDER BY v.last_at DESC, v.id DESC
LIMIT $10
