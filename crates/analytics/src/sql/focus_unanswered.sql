-- Open conversations in which somebody has waited for five minutes.
SELECT v.id, v.waiting_since AS first
FROM conversations v
JOIN customers o ON o.workspace_id = $1 AND o.id = v.customer_id
JOIN customers c ON c.workspace_id = $1 AND c.id = coalesce(o.converted_into, o.id) AND c.deleted_at IS NULL
LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id
WHERE v.workspace_id = $1 AND v.waiting_since < $2 - interval '5 minutes' {only}
