INSERT INTO accounts (workspace_id, id, name, currency, created_at, updated_at)
SELECT '{workspace}', '{contact}', 'Benchmark Ltd', 'EUR', now(), now()
ON CONFLICT DO NOTHING;

INSERT INTO customers (workspace_id, id, kind, name, email, source, account_id, created_at, updated_at)
SELECT '{workspace}', customer, CASE WHEN contact THEN 'contact' ELSE 'lead' END, 'Person ' || browser,
       'person.' || browser || '@example.com', 'api', CASE WHEN contact THEN '{contact}'::uuid END, first_seen, first_seen
FROM (SELECT customer, customer = '{contact}' AS contact, min(browser) AS browser, min(first_seen) AS first_seen
      FROM browsers WHERE customer IS NOT NULL GROUP BY customer) AS people;

INSERT INTO visitors (workspace_id, id, widget_id, anon_visitor_id, customer_id, event_count, first_seen_at, last_seen_at,
    browser, os, device, bot, first_touch)
SELECT '{workspace}', b.id, '{widget}', 'bench-' || lpad(b.browser::text, 8, '0') || '-0123456789abcdef', b.customer,
       b.events, b.first_seen, b.last_seen,
       CASE WHEN b.bot THEN 'Googlebot' WHEN b.browser % 3 = 0 THEN 'Safari' ELSE 'Chrome' END,
       CASE WHEN b.bot THEN NULL WHEN b.browser % 3 = 0 THEN 'iPhone' ELSE 'Windows 10' END,
       CASE WHEN b.bot THEN 'other' WHEN b.browser % 3 = 0 THEN 'mobile' ELSE 'desktop' END, b.bot,
       jsonb_build_object('source', v.source, 'medium', v.medium, 'campaign', v.campaign,
           'url', 'https://shop.example' || pg_temp.page(v.n * 64) || v.query, 'path', pg_temp.page(v.n * 64),
           'referrer', v.referrer, 'at', to_char(v.began, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
FROM browsers b JOIN visits v ON v.browser = b.browser AND v.began = b.first_seen;

-- The first link reaches back to the beginning.
INSERT INTO visitor_links (workspace_id, id, visitor_id, customer_id, began_at)
SELECT '{workspace}', gen_random_uuid(), id, customer, to_timestamp(0) FROM browsers WHERE customer IS NOT NULL;
