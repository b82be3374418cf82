-- A lead comes in by the first stage that it was moved out of, or by the one that it is still in.
WITH stage_of AS (
    SELECT p.id, p.position AS place, p.type FROM lead_pipeline_stages p WHERE p.workspace_id = $1 AND p.pipeline_id = $4
), changes AS (
    SELECT t.customer_id AS thing, t.at, t.id, (t.data->'from_stage'->>'id')::uuid AS from_stage,
           (t.data->'to_stage'->>'id')::uuid AS to_stage
    FROM timeline t
    WHERE t.workspace_id = $1 AND t.kind = 'stage_changed' AND t.customer_id IS NOT NULL
), came AS (
    SELECT t.customer_id AS thing, min(t.at) AS at
    FROM timeline t WHERE t.workspace_id = $1 AND t.kind = 'lead_created' GROUP BY t.customer_id
), first_change AS (
    SELECT DISTINCT ON (h.thing) h.thing, h.from_stage FROM changes h ORDER BY h.thing, h.at, h.id
), first_stage AS (
    SELECT c.thing, c.at, '00000000-0000-0000-0000-000000000000'::uuid AS id,
           coalesce(first_change.from_stage, l.stage_id) AS stage
    FROM came c
    JOIN leads l ON l.id = c.thing AND l.workspace_id = $1
    LEFT JOIN first_change ON first_change.thing = c.thing
), moves AS (
    SELECT m.thing, m.at, m.id, s.id::text AS stage, s.place, s.type, coalesce(l.position IS NOT NULL AND l.stage_id = s.id, false) AS here
    FROM (SELECT f.thing, f.at, f.id, f.stage FROM first_stage f
          UNION ALL SELECT h.thing, h.at, h.id, h.to_stage FROM changes h) m
    JOIN stage_of s ON s.id = m.stage
    LEFT JOIN leads l ON l.id = m.thing AND l.workspace_id = $1
), {by_stage}
