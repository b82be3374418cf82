-- What asks for attention, and what of it is put off: the first of each side, with how many the side has.
WITH found AS ({found}),
page AS MATERIALIZED (
    SELECT placed.*, u.name AS who
    FROM (
        SELECT f.*, z.until, z.reason AS why, z.snoozed_by, count(*) OVER (PARTITION BY z.until IS NULL) AS total,
               row_number() OVER (PARTITION BY z.until IS NULL ORDER BY f.first, f.id) AS place
        FROM found f
        LEFT JOIN focus_snoozes z ON z.workspace_id = $1 AND z.kind = {kind} AND z.record_id = f.id AND z.until > $2
    ) placed
    LEFT JOIN users u ON u.id = placed.snoozed_by
    WHERE placed.place <= {limit}
    -- Says how few there are, so that what is shown of them is looked up by their ids.
    LIMIT 2 * {limit}
)
SELECT p.id, p.until, p.why, p.who, p.total, {shown}
