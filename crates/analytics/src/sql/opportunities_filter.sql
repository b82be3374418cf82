FROM opportunities o
JOIN accounts a ON a.workspace_id = $1 AND a.id = o.account_id
WHERE o.workspace_id = $1
  AND ($2::text IS NULL OR o.name ILIKE $2 OR a.name ILIKE $2)
  AND ($3::text IS NULL OR o.stage = $3)
  AND ($4::boolean IS NULL OR $4 = (o.closed_at IS NULL))
  AND ($5::uuid IS NULL OR o.account_id = $5)
  AND ($6::uuid IS NULL OR o.primary_contact_id = $6)
  AND ($7::uuid IS NULL OR coalesce(o.owner_id, '00000000-0000-0000-0000-000000000000') = $7)
  AND ($8::date IS NULL OR CASE WHEN o.closed_at IS NULL THEN o.close_date ELSE (o.closed_at AT TIME ZONE 'UTC')::date END >= $8)
  AND ($9::date IS NULL OR CASE WHEN o.closed_at IS NULL THEN o.close_date ELSE (o.closed_at AT TIME ZONE 'UTC')::date END <= $9)
  AND (NOT $10 OR o.close_date IS NULL)
