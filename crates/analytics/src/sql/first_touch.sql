-- Where each person came from at first, by the earliest of their browsers; of a shared one only while it was theirs (D20).
first_touch AS (
    SELECT DISTINCT ON (l.customer_id) l.customer_id, v.first_touch->>'source' AS source
    FROM visitor_links l
    JOIN visitors v ON v.id = l.visitor_id AND v.workspace_id = $1
    WHERE l.workspace_id = $1 AND v.first_touch IS NOT NULL
      AND l.began_at <= v.first_seen_at AND (l.ended_at IS NULL OR v.first_seen_at < l.ended_at)
    ORDER BY l.customer_id, v.first_seen_at, v.id
)
