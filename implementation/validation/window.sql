-- statement: Every session starts in the 60 whole UTC days before the as-of date.
-- rule: recency-window
-- tables: usage_logs
SELECT 'usage_logs' AS dataset, usage_logs.rowid AS line, usage_id AS key, 'started_at ' || started_at AS found
FROM (SELECT date(as_of, '-60 days') AS first_day, as_of FROM declared) CROSS JOIN usage_logs
WHERE started_at < first_day OR started_at >= as_of
