INSERT INTO sessions (workspace_id, id, visitor_id, customer_id, started_at, ended_at, event_count, pageview_count,
    custom_count, entry_url, referrer, source, medium, campaign)
SELECT '{workspace}', pg_temp.v7(v.began, v.n), v.visitor, v.customer, v.began,
       v.began + (v.events - 1) * v.pace * interval '1 second', v.events, c.pageviews, c.customs,
       'https://shop.example' || pg_temp.page(v.n * 64) || v.query, v.referrer, v.source, v.medium, v.campaign
FROM visits v
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE kind = 'pageview') AS pageviews, count(*) FILTER (WHERE kind = 'custom') AS customs
    FROM (SELECT pg_temp.kind(v.n * 64 + n, n) AS kind FROM generate_series(0, v.events - 1) n) AS kinds
) c;
