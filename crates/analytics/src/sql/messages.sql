SELECT m.id, m.customer_id, c.kind AS customer_kind,
    coalesce(c.name, c.email, c.phone, c.company, 'Anonymous') AS customer_name,
    m.channel, m.provider, m.address, m.subject, m.body, m.origin, m.origin_id,
    coalesce(w.name, b.name) AS origin_name,
    m.status, m.unknown, m.error_code, m.error, m.created_at, m.sent_at, m.failed_at, m.delivered_at, m.read_at
FROM messages m
LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = m.customer_id
LEFT JOIN lead_automation_workflows w ON w.workspace_id = $1 AND w.id = m.origin_id
LEFT JOIN broadcast_campaigns b ON b.workspace_id = $1 AND b.id = m.origin_id
WHERE m.workspace_id = $1
  AND ($2::text IS NULL OR m.status = $2)
  AND ($3::text IS NULL OR m.channel = $3)
  AND ($4::text IS NULL OR m.origin = $4)
  AND ($5::uuid IS NULL OR m.origin_id = $5)
  AND ($6::uuid IS NULL OR m.customer_id = ANY (
      SELECT $6 UNION ALL SELECT j.id FROM customers j WHERE j.workspace_id = $1 AND j.converted_into = $6))
  AND ($7::text IS NULL OR m.address ILIKE $7 OR m.subject ILIKE $7 OR m.body ILIKE $7)
  AND ($8::timestamptz IS NULL OR (m.created_at, m.id) < ($8, $9))
  AND ($11::uuid IS NULL OR m.id = $11)
ORDER BY m.created_at DESC, m.id DESC
LIMIT $10
