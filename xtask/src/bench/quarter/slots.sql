-- What tracking::slot marks when events come: hours of today and of yesterday, days before.
INSERT INTO site_slots (workspace_id, widget_id, starts_at, hours)
SELECT DISTINCT '{workspace}'::uuid, '{widget}'::uuid,
       date_trunc(CASE WHEN recent THEN 'hour' ELSE 'day' END, occurred_at, 'UTC'), CASE WHEN recent THEN 1 ELSE 24 END
FROM (SELECT occurred_at, occurred_at >= date_trunc('day', to_timestamp({now}), 'UTC') - interval '1 day' AS recent
      FROM visitor_events WHERE workspace_id = '{workspace}') AS events;

-- Due as there, but for the minute that is waited for late ones: here all have come.
INSERT INTO jobs (workspace_id, id, kind, payload, run_at, created_at)
SELECT workspace_id, gen_random_uuid(), 'tracking.roll',
       jsonb_build_object('widget_id', widget_id, 'starts_at', to_char(starts_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'hours', hours),
       greatest(starts_at + make_interval(hours => hours) + interval '5 minutes', to_timestamp({now})), to_timestamp({now})
FROM site_slots WHERE workspace_id = '{workspace}';
