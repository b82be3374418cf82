-- Sessions that are not those of the events by the 30-minute rule, and sessions that did not begin where they say.
WITH parted AS (
    SELECT visitor_id, customer_id, occurred_at, type,
           coalesce(occurred_at - lag(occurred_at) OVER own > interval '30 minutes', true) AS first
    FROM visitor_events WHERE workspace_id = '{workspace}'
    WINDOW own AS (PARTITION BY visitor_id, customer_id ORDER BY occurred_at)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE first) OVER (PARTITION BY visitor_id, customer_id ORDER BY occurred_at
                                                  ROWS UNBOUNDED PRECEDING) AS visit
    FROM parted
), counted AS MATERIALIZED (
    SELECT visitor_id, customer_id, min(occurred_at) AS started_at, max(occurred_at) AS ended_at, count(*) AS events,
           count(*) FILTER (WHERE type = 'pageview') AS pageviews, count(*) FILTER (WHERE type = 'custom') AS customs
    FROM numbered GROUP BY visitor_id, customer_id, visit
), kept AS MATERIALIZED (
    SELECT visitor_id, customer_id, started_at, ended_at, event_count::bigint, pageview_count::bigint, custom_count::bigint
    FROM sessions WHERE workspace_id = '{workspace}'
)
SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT ALL SELECT * FROM kept) AS missing)
     + (SELECT count(*) FROM (SELECT * FROM kept EXCEPT ALL SELECT * FROM counted) AS surplus)
     + (SELECT count(*) FROM sessions s
        WHERE s.workspace_id = '{workspace}' AND NOT EXISTS (
            SELECT 1 FROM visitor_events e
            WHERE e.workspace_id = '{workspace}' AND e.visitor_id = s.visitor_id AND e.occurred_at = s.started_at
              AND e.url = s.entry_url AND e.referrer IS NOT DISTINCT FROM s.referrer)) AS n
