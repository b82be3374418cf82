'conversation' AS record_kind, coalesce(c.name, c.email, c.phone, c.company, 'Anonymous') AS title,
       coalesce(b.name, c.company, v.subject) AS about, v.waiting_since AS since, NULL::numeric AS amount,
       NULL::text AS currency, coalesce(c.score, x.score) AS score,
       coalesce(v.assigned_to, c.assigned_to, a.owner_id) AS owner_id,
       jsonb_build_object(
           'minutes', floor(extract(epoch FROM $2 - v.waiting_since) / 60)::bigint, 'channel', v.channel,
           'said', v.last_preview, 'name', c.name, 'customer', a.lifecycle_stage IN ('active', 'at_risk')) AS facts
FROM page p
JOIN conversations v ON v.workspace_id = $1 AND v.id = p.id
JOIN customers o ON o.workspace_id = $1 AND o.id = v.customer_id
JOIN customers c ON c.workspace_id = $1 AND c.id = coalesce(o.converted_into, o.id)
LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id
LEFT JOIN accounts b ON b.workspace_id = $1 AND b.id = c.account_id AND NOT b.placeholder
LEFT JOIN customer_scores x ON x.workspace_id = $1 AND x.customer_id = c.id
