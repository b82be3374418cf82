-- A page of opportunities. The first CTE, which the caller writes, chooses the ids and their order.
WITH page AS ({page})
SELECT o.id, o.account_id, o.name, o.primary_contact_id, o.stage, o.amount, o.currency, o.probability, o.close_date,
       o.owner_id, o.next_step, o.next_step_at, o.lost_reason, o.custom_fields, o.stage_entered_at, o.closed_at,
       o.created_at, o.updated_at, o.version,
       a.name AS account_name, a.placeholder AS account_placeholder,
       coalesce(c.name, c.email, c.phone, c.company) AS contact_name
FROM page
JOIN opportunities o ON o.workspace_id = $1 AND o.id = page.id
JOIN accounts a ON a.workspace_id = $1 AND a.id = o.account_id
LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = o.primary_contact_id
ORDER BY page.place
