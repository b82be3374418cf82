WITH {first_touch}, brought AS (
    SELECT s.source, 1 AS visits, s.visitor_id, NULL::uuid AS lead, NULL::uuid AS contact, NULL::uuid AS won
    FROM sessions s
    JOIN visitors v ON v.id = s.visitor_id AND NOT v.bot AND v.workspace_id = $1
    JOIN widgets w ON w.id = v.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
    WHERE s.workspace_id = $1 AND s.started_at >= $2 AND s.started_at < $3
    UNION ALL
    SELECT f.source, 0, NULL, CASE WHEN c.kind = 'lead' OR c.converted_at IS NOT NULL THEN c.id END,
           CASE WHEN c.kind = 'contact' THEN c.id END, NULL
    FROM customers c
    JOIN first_touch f ON f.customer_id = coalesce(c.converted_into, c.id)
    WHERE c.workspace_id = $1 AND c.deleted_at IS NULL AND c.created_at >= $2 AND c.created_at < $3
    UNION ALL
    SELECT f.source, 0, NULL, NULL, NULL, o.id
    FROM opportunities o
    JOIN first_touch f ON f.customer_id = o.primary_contact_id
    WHERE o.workspace_id = $1 AND o.stage = 'closed_won' AND o.closed_at >= $2 AND o.closed_at < $3
)
SELECT b.source, sum(b.visits)::bigint AS visits, count(DISTINCT b.visitor_id) AS visitors, count(b.lead) AS leads,
       count(b.contact) AS contacts, count(b.won) AS won_count
FROM brought b
GROUP BY b.source
ORDER BY visits DESC, leads DESC, b.source
LIMIT 200
