FROM customers c
LEFT JOIN leads l ON l.workspace_id = $1 AND l.id = c.id AND l.position IS NOT NULL
WHERE c.workspace_id = $1 AND c.kind = $2 AND c.deleted_at IS NULL
  AND (c.kind = 'contact' OR c.converted_into IS NULL)
  -- A contact's company is its account; what a lead said of its own is all that is known of it.
  AND ($3::text IS NULL OR c.name ILIKE $3 OR c.email ILIKE $3 OR c.phone ILIKE $3
       OR (c.kind = 'lead' AND c.company ILIKE $3)
       OR (c.kind = 'contact' AND EXISTS (
           SELECT 1 FROM accounts n WHERE n.workspace_id = $1 AND n.id = c.account_id AND n.name ILIKE $3)))
  AND ($4::uuid IS NULL OR l.stage_id = $4)
  AND ($5::uuid IS NULL OR l.pipeline_id = $5)
  AND ($6::text IS NULL OR c.source = $6)
  AND ($7::uuid IS NULL OR coalesce(c.assigned_to, '00000000-0000-0000-0000-000000000000') = $7)
  AND ($8::text IS NULL OR $8 = ANY (c.tags))
  AND ($9::uuid IS NULL OR c.account_id = $9 OR EXISTS (
      SELECT 1 FROM contact_accounts k WHERE k.workspace_id = $1 AND k.customer_id = c.id AND k.account_id = $9))
  AND ($10::timestamptz IS NULL OR c.created_at >= $10)
  AND ($11::timestamptz IS NULL OR c.created_at < $11)
