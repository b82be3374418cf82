SELECT a.id, coalesce(a.health_score, 50) - CASE WHEN a.lifecycle_stage = 'at_risk' THEN 100 ELSE 0 END AS first
FROM accounts a
LEFT JOIN (
    SELECT c.account_id, max(v.last_seen_at) AS at
    FROM visitors v
    JOIN customers c ON c.workspace_id = $1 AND c.id = v.customer_id
    WHERE v.workspace_id = $1 AND v.customer_id IS NOT NULL AND c.account_id IS NOT NULL
    GROUP BY c.account_id
) seen ON a.lifecycle_stage = 'active' AND seen.account_id = a.id
WHERE a.workspace_id = $1
  AND (a.lifecycle_stage = 'at_risk' OR (a.health_score <= 40 AND a.lifecycle_stage <> 'churned')
       OR seen.at < $2 - interval '19 days')
