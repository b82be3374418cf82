INSERT INTO visitor_events (workspace_id, id, widget_id, visitor_id, customer_id, type, name, url, path, referrer,
    properties, value, occurred_at, received_at)
SELECT '{workspace}', pg_temp.v7(at, event), '{widget}', visitor, customer, kind,
       CASE kind WHEN 'custom' THEN pg_temp.word(event) WHEN 'click' THEN 'Add to cart' END,
       'https://shop.example' || path || CASE n WHEN 0 THEN query ELSE '' END, path,
       CASE n WHEN 0 THEN referrer ELSE 'https://shop.example/' END,
       CASE kind WHEN 'custom' THEN '{"plan": "pro", "seats": 5, "trial": true}'::jsonb END,
       CASE kind WHEN 'custom' THEN 49.0 END, at, at
FROM (SELECT v.visitor, v.customer, v.query, v.referrer, e.n, v.n * 64 + e.n AS event,
             v.began + e.n * v.pace * interval '1 second' AS at, pg_temp.page(v.n * 64 + e.n) AS path,
             pg_temp.kind(v.n * 64 + e.n, e.n) AS kind
      FROM visits v CROSS JOIN LATERAL generate_series(0, v.events - 1) AS e (n)
      OFFSET 0) AS made;
