-- `moves`: (thing, at, stage, place, type, here), each time that a thing came into a stage. `place` orders the stages;
-- `here` says that it is still open and in that stage: who was converted or deleted has left without a move.
stays AS (
    SELECT m.stage, m.place, m.at, m.type, m.here,
           lead(m.at) OVER w AS left_at, lead(m.place) OVER w AS next_place, lead(m.type) OVER w AS next_type
    FROM moves m
    WINDOW w AS (PARTITION BY m.thing ORDER BY m.at, m.id)
)
SELECT s.stage, count(*) AS entered,
       count(*) FILTER (WHERE s.next_type = 'won' OR (s.next_type = 'open' AND s.next_place > s.place)) AS moved_on,
       count(*) FILTER (WHERE s.next_type = 'open' AND s.next_place <= s.place) AS moved_back,
       count(*) FILTER (WHERE s.next_type = 'lost') AS lost,
       count(*) FILTER (WHERE s.left_at IS NULL AND s.here) AS still_there,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.left_at - s.at)::float8) AS median_seconds,
       avg(extract(epoch FROM s.left_at - s.at))::float8 AS average_seconds
FROM stays s
WHERE ($2::timestamptz IS NULL OR s.at >= $2) AND ($3::timestamptz IS NULL OR s.at < $3)
GROUP BY s.stage
