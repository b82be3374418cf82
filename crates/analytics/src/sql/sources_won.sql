WITH {first_touch}
SELECT f.source, o.currency, sum(o.amount) AS amount
FROM opportunities o
JOIN first_touch f ON f.customer_id = o.primary_contact_id
WHERE o.workspace_id = $1 AND o.stage = 'closed_won' AND o.closed_at >= $2 AND o.closed_at < $3 AND o.amount IS NOT NULL
GROUP BY f.source, o.currency
ORDER BY o.currency
