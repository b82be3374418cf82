SELECT a.id, a.renewal_date AS first
FROM accounts a
WHERE a.workspace_id = $1 AND a.renewal_date <= $3 + 30 AND a.lifecycle_stage <> 'churned'
  AND (a.renewal_status IS NULL OR a.renewal_status IN ('upcoming', 'in_discussion'))
