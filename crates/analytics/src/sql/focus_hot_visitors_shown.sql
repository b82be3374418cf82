coalesce(c.kind, 'visitor') AS record_kind,
       coalesce(c.name, c.email, c.phone, c.company, 'Anonymous visitor') AS title,
       CASE WHEN c.id IS NULL THEN nullif(concat_ws(', ', b.browser, b.os), '') WHEN c.kind = 'contact' THEN a.name
            WHEN coalesce(c.name, c.email, c.phone) IS NOT NULL THEN c.company END AS about,
       p.last_at AS since, deal.amount, deal.currency, p.score::smallint AS score, p.owner_id,
       jsonb_build_object(
           'name', coalesce(c.name, c.email, c.phone, c.company), 'deal', deal.name, 'phone', c.phone IS NOT NULL,
           'here', p.here, 'minutes_ago', floor(extract(epoch FROM $2 - p.last_at) / 60)::bigint, 'score', p.score,
           'at_risk', p.at_risk, 'path', p.path, 'pages', p.pages, 'minutes', p.minutes, 'pricing', p.pricing,
           'pricing_minutes', p.pricing_minutes, 'visits', p.visits, 'events', p.events,
           'usual_events', round(p.usual_events)::bigint, 'matters', p.matters, 'many_pages', p.many_pages,
           'priced', p.priced, 'is_back', p.is_back, 'busy', p.busy) AS facts
FROM page p
LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = p.customer_id
LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id AND NOT a.placeholder
LEFT JOIN visitors b ON b.workspace_id = $1 AND b.id = p.id
-- The largest deal that is open with them.
LEFT JOIN LATERAL (
    SELECT o.name, o.amount, o.currency FROM opportunities o
    WHERE o.workspace_id = $1 AND o.account_id = c.account_id AND o.closed_at IS NULL
    ORDER BY o.amount DESC NULLS LAST, o.id LIMIT 1
) deal ON true
