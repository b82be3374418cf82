-- A person's four tiles by hand: the lengths of visits are the pauses that do not part them.
SELECT count(*) FILTER (WHERE coalesce(pause > interval '30 minutes', true)) AS sessions,
       coalesce(sum(extract(epoch FROM pause)) FILTER (WHERE pause <= interval '30 minutes'), 0)::bigint AS seconds,
       max(occurred_at) AS last_seen, count(*) FILTER (WHERE type = 'custom') AS customs, count(*) AS events
FROM (SELECT occurred_at, type, occurred_at - lag(occurred_at) OVER (PARTITION BY visitor_id ORDER BY occurred_at) AS pause
      FROM visitor_events WHERE workspace_id = '{workspace}' AND customer_id = '{customer}') AS paused
