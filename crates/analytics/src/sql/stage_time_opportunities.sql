-- An opportunity comes in by the first stage that it was moved out of, or by the one that it is still in.
WITH stage_of (word, place, type) AS (
    VALUES ('prospecting', 0, 'open'), ('qualification', 1, 'open'), ('proposal', 2, 'open'), ('negotiation', 3, 'open'),
           ('closed_won', 4, 'won'), ('closed_lost', 5, 'lost')
), changes AS (
    SELECT t.opportunity_id AS thing, t.at, t.id, t.data->>'from_word' AS from_stage, t.data->>'to_word' AS to_stage
    FROM timeline t
    WHERE t.workspace_id = $1 AND t.kind = 'opportunity_stage_changed' AND t.opportunity_id IS NOT NULL
), first_change AS (
    SELECT DISTINCT ON (h.thing) h.thing, h.from_stage FROM changes h ORDER BY h.thing, h.at, h.id
), first_stage AS (
    SELECT o.id AS thing, o.created_at AS at, '00000000-0000-0000-0000-000000000000'::uuid AS id,
           coalesce(first_change.from_stage, o.stage) AS stage
    FROM opportunities o
    LEFT JOIN first_change ON first_change.thing = o.id
    WHERE o.workspace_id = $1 AND $4::uuid IS NULL
), moves AS (
    SELECT m.thing, m.at, m.id, s.word AS stage, s.place, s.type, true AS here
    FROM (SELECT f.thing, f.at, f.id, f.stage FROM first_stage f
          UNION ALL SELECT h.thing, h.at, h.id, h.to_stage FROM changes h) m
    JOIN stage_of s ON s.word = m.stage
), {by_stage}
