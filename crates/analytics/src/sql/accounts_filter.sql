FROM accounts a
WHERE a.workspace_id = $1
  AND ($2::text IS NULL OR a.name ILIKE $2 OR a.domain ILIKE $2 OR a.phone ILIKE $2)
  AND ($3::text IS NULL OR a.lifecycle_stage = $3)
  AND ($4::uuid IS NULL OR a.stage_id = $4)
  AND ($5::uuid IS NULL OR coalesce(a.owner_id, '00000000-0000-0000-0000-000000000000') = $5)
