-- Where each person came from at first, by the earliest of their browsers.
first_touch AS (
    SELECT DISTINCT ON (v.customer_id) v.customer_id, v.first_touch->>'source' AS source
    FROM visitors v
    WHERE v.workspace_id = $1 AND v.customer_id IS NOT NULL AND v.first_touch IS NOT NULL
    ORDER BY v.customer_id, v.first_seen_at, v.id
)
