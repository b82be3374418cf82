-- Of everybody who was there in the last 24 hours, robots left out, those who did what they usually don't. Visits are asked
-- first; the events of half an hour only for those who were there in the last one.
SELECT hot.*, -(CASE WHEN hot.here THEN 1000 ELSE 0 END + coalesce(hot.score, 0)) AS first
FROM (
    SELECT d.id, d.customer_id, d.browsers, d.visits, d.events, d.last_at, d.owner_id, d.score, d.at_risk, d.here,
           usual.visits AS visits_before, usual.events / greatest(usual.days, 1) AS usual_events,
           latest.pages, latest.minutes, latest.path, latest.pricing, latest.pricing_minutes,
           d.here AND (d.at_risk OR coalesce(d.score >= 70, false)) AS matters,
           latest.pages >= 8 AS many_pages,
           latest.pricing IS NOT NULL AND (d.customer_id IS NOT NULL OR latest.pages >= 3) AS priced,
           d.visits >= 3 AND usual.visits = 0 AS is_back,
           d.customer_id IS NOT NULL AND usual.visits > 0 AND d.events >= 10
               AND d.events >= 3 * usual.events / greatest(usual.days, 1) AS busy
    FROM (
        SELECT t.*, coalesce(c.assigned_to, a.owner_id) AS owner_id, coalesce(c.score, x.score) AS score,
               coalesce(a.lifecycle_stage = 'at_risk', false) AS at_risk, t.last_at > $2 - interval '10 minutes' AS here
        FROM (
            SELECT coalesce(s.customer_id, s.visitor_id) AS id, s.customer_id, count(*) AS visits,
                   sum(s.event_count) AS events, max(s.ended_at) AS last_at, array_agg(DISTINCT s.visitor_id) AS browsers
            FROM sessions s
            WHERE s.workspace_id = $1 AND s.started_at > $2 - interval '1 day' AND s.started_at <= $2
            GROUP BY 1, 2
            HAVING max(s.ended_at) > $2 - interval '1 hour' OR count(*) >= 3
                OR (s.customer_id IS NOT NULL AND sum(s.event_count) >= 10)
        ) t
        LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = t.customer_id AND c.deleted_at IS NULL
        LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id
        LEFT JOIN customer_scores x ON x.workspace_id = $1 AND x.customer_id = c.id
        WHERE (t.customer_id IS NULL OR c.id IS NOT NULL) {only}
          AND EXISTS (
              SELECT 1 FROM visitors v
              JOIN widgets w ON w.workspace_id = $1 AND w.id = v.widget_id AND w.deleted_at IS NULL
              WHERE v.workspace_id = $1 AND v.id = ANY (t.browsers) AND NOT v.bot)
    ) d
    CROSS JOIN LATERAL (
        SELECT count(*) AS visits, coalesce(sum(b.event_count), 0) AS events,
               count(DISTINCT (b.started_at AT TIME ZONE 'UTC')::date) AS days
        FROM (
            SELECT s.event_count, s.started_at FROM sessions s
            WHERE s.workspace_id = $1 AND s.customer_id = d.customer_id
              AND s.started_at BETWEEN $2 - interval '15 days' AND $2 - interval '1 day'
            UNION ALL
            SELECT s.event_count, s.started_at FROM sessions s
            WHERE d.customer_id IS NULL AND s.workspace_id = $1 AND s.visitor_id = d.id
              AND s.started_at BETWEEN $2 - interval '15 days' AND $2 - interval '1 day'
        ) b
    ) usual
    CROSS JOIN LATERAL (
        SELECT count(*) AS pages, round(extract(epoch FROM d.last_at - min(e.occurred_at)) / 60)::bigint AS minutes,
               (array_agg(e.path ORDER BY e.occurred_at DESC, e.id DESC))[1] AS path,
               (array_agg(e.path ORDER BY e.occurred_at DESC, e.id DESC) FILTER (WHERE e.priced))[1] AS pricing,
               floor(extract(epoch FROM $2 - max(e.occurred_at) FILTER (WHERE e.priced)) / 60)::bigint AS pricing_minutes
        FROM (
            SELECT v.id, v.path, v.occurred_at,
                   v.path ~* '(^|/)(pricing|prices?|plans|packages|tarife?|preise|precios|quote|checkout|buy)(/|[.]|$)' AS priced
            FROM visitor_events v
            WHERE d.last_at > $2 - interval '1 hour' AND v.workspace_id = $1 AND v.visitor_id = ANY (d.browsers)
              AND v.customer_id IS NOT DISTINCT FROM d.customer_id AND v.type = 'pageview'
              AND v.occurred_at BETWEEN d.last_at - interval '30 minutes' AND d.last_at
        ) e
    ) latest
) hot
WHERE hot.matters OR hot.many_pages OR hot.priced OR hot.is_back OR hot.busy
