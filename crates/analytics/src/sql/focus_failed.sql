-- The newest failed run of each person in 14 days, unless the same automation began again with them (L30).
SELECT coalesce(c.converted_into, c.id) AS id, -extract(epoch FROM max(r.finished_at)) AS first, count(*) AS runs,
       (array_agg(r.id ORDER BY r.finished_at DESC, r.id DESC))[1] AS run_id
FROM automation_runs r
JOIN customers c ON c.workspace_id = $1 AND c.id = r.customer_id AND c.deleted_at IS NULL
LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id
WHERE r.workspace_id = $1 AND r.state = 'failed' AND r.finished_at > $2 - interval '14 days'
  AND NOT EXISTS (
      SELECT 1 FROM automation_runs later
      WHERE later.workspace_id = $1 AND later.customer_id = r.customer_id AND later.workflow_id = r.workflow_id
        AND later.state <> 'skipped' AND (later.started_at, later.id) > (r.started_at, r.id)) {only}
GROUP BY 1
