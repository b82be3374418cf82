'opportunity' AS record_kind, o.name AS title, a.name AS about, o.stage_entered_at AS since,
       o.amount, o.currency, NULL::smallint AS score, o.owner_id,
       jsonb_build_object(
           'stage', o.stage, 'days', extract(day FROM $2 - o.stage_entered_at)::int, 'closes_in', o.close_date - $3,
           'next_step', o.next_step, 'next_step_in', o.next_step_at - $3,
           'contact', coalesce(c.name, c.email)) AS facts
FROM page p
JOIN opportunities o ON o.workspace_id = $1 AND o.id = p.id
JOIN accounts a ON a.workspace_id = $1 AND a.id = o.account_id
LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = o.primary_contact_id
