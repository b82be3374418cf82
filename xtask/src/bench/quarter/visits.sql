-- The visits. A browser's lie in different stretches of two hours: begun in its first third, over in its second, so that
-- more than half an hour parts them, and inside of one no two events are that far apart.
CREATE TEMP TABLE visits_made AS
WITH clock AS (
    SELECT to_timestamp({now}) AS now, date_trunc('day', to_timestamp({now}), 'UTC') - interval '89 days' AS began
), dice AS (
    -- Every browser once; the others are those of a third of them that come again, few of these very often.
    SELECT n,
           CASE WHEN n <= {visitors} THEN n - 1
                ELSE floor({visitors} * 0.35 * pg_temp.chance(n, 1) ^ 2)::bigint END AS browser,
           floor(90 * pg_temp.chance(n, 2))::int AS day,
           -- Two hours of the day each: quiet nights, busy mornings and afternoons.
           width_bucket(pg_temp.chance(n, 3),
                        '{0.008,0.016,0.031,0.094,0.25,0.422,0.555,0.711,0.836,0.914,0.977}'::float8[]) AS hours,
           least(60, 1 + floor(-6.5 * ln(1 - pg_temp.chance(n, 4))))::int AS events
    FROM generate_series(1, {visits}) n
), days AS (
    -- Of the visits of a weekend a third stays there, the others are made on a day after it.
    SELECT d.*, c.*,
           CASE WHEN extract(isodow FROM c.began + make_interval(days => d.day)) >= 6 AND pg_temp.chance(d.n, 5) > 0.35
                THEN (d.day + 2 + d.n % 4) % 90 ELSE d.day END * 12 + d.hours AS place
    FROM dice d CROSS JOIN clock c
), placed AS (
    SELECT n, browser, place, now, events,
           date_trunc('milliseconds', began + place * interval '2 hours'
               + (pg_temp.chance(browser, 6) * 7200 + pg_temp.chance(n, 7) * 1200) * interval '1 second') AS began,
           least(5 + floor(85 * pg_temp.chance(n, 8))::int, 3600 / events) AS pace
    FROM days
), apart AS (
    -- What is not over now was begun at least.
    SELECT DISTINCT ON (browser, place) n, browser, began, pace,
           least(events, 1 + floor(extract(epoch FROM now - began) / pace))::int AS events
    FROM placed WHERE began <= now
    ORDER BY browser, place, n
), summed AS (
    SELECT *, sum(events) OVER (ORDER BY n) - events AS before FROM apart
)
SELECT n, browser, began, pace, least(events, {events} - {contact_events} - before)::int AS events
FROM summed WHERE before < {events} - {contact_events}
UNION ALL
-- One contact's, on two browsers.
SELECT {visits} + 1 + j, {visitors} + j % 2,
       c.began + (j * stretches / ({contact_events} / 8)) * interval '2 hours', 40, 8
FROM clock c
CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM c.now - c.began) / 7200)::int - 2 AS stretches) s
CROSS JOIN generate_series(0, {contact_events} / 8 - 1) j;

ANALYZE visits_made;

-- Every fifth belongs to a person, some persons have two; every fiftieth is a robot.
CREATE TEMP TABLE browsers AS
SELECT browser, pg_temp.v7(min(began), browser) AS id, min(began) AS first_seen,
       max(began + (events - 1) * pace * interval '1 second') AS last_seen, sum(events) AS events,
       CASE WHEN browser >= {visitors} THEN '{contact}'::uuid
            WHEN browser % 5 = 0 THEN md5('person' || browser / 5 - CASE WHEN browser / 5 % 10 = 9 THEN 1 ELSE 0 END)::uuid
       END AS customer,
       browser < {visitors} AND browser % 50 = 7 AS bot
FROM visits_made GROUP BY browser;

ANALYZE browsers;

-- Where visits come from; what tracking::origin reads of it.
CREATE TEMP TABLE origins (low float8, high float8, referrer text, query text, source text, medium text, campaign text);
INSERT INTO origins VALUES
    (0.00, 0.45, NULL, '', NULL, NULL, NULL),
    (0.45, 0.70, 'https://www.google.com/', '', 'google.com', 'referral', NULL),
    (0.70, 0.77, 'https://www.bing.com/', '', 'bing.com', 'referral', NULL),
    (0.77, 0.81, 'https://duckduckgo.com/', '', 'duckduckgo.com', 'referral', NULL),
    (0.81, 0.84, 'https://news.example/today', '', 'news.example', 'referral', NULL),
    (0.84, 0.86, 'https://forum.example/t/4711', '', 'forum.example', 'referral', NULL),
    (0.86, 0.87, 'https://partner.example/', '', 'partner.example', 'referral', NULL),
    (0.87, 0.92, NULL, '?utm_source=newsletter&utm_medium=email&utm_campaign=autumn', 'newsletter', 'email', 'autumn'),
    (0.92, 0.95, NULL, '?utm_source=linkedin&utm_medium=social&utm_campaign=launch', 'linkedin', 'social', 'launch'),
    (0.95, 0.98, 'https://www.google.com/', '?gclid=Cj0KCQ', 'google', 'cpc', NULL),
    (0.98, 0.99, NULL, '?utm_source=podcast&utm_campaign=autumn', 'podcast', NULL, 'autumn'),
    (0.99, 1.00, NULL, '?fbclid=IwAR0', 'facebook', 'cpc', NULL);

-- In the order in which they happened, as they would have come.
CREATE TEMP TABLE visits AS
SELECT m.n, m.browser, m.began, m.pace, m.events, b.id AS visitor, b.customer,
       o.referrer, o.query, o.source, o.medium, o.campaign
FROM visits_made m
JOIN browsers b ON b.browser = m.browser
JOIN origins o ON pg_temp.chance(m.n, 9) >= o.low AND pg_temp.chance(m.n, 9) < o.high
ORDER BY m.began;

ANALYZE visits;
