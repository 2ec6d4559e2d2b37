-- statement: Every usage_id stands once.
-- rule: contract
-- tables: staging_usage_logs, usage_logs
SELECT 'usage_logs' AS dataset, max(line) AS line, usage_id AS key, 'stands ' || count(*) || ' times' AS found
FROM staging_usage_logs
-- The primary key of usage_logs holds each once: where all rows are there, no two are alike, and nothing needs sorting.
WHERE (SELECT count(*) FROM staging_usage_logs) <> (SELECT count(*) FROM usage_logs) AND usage_id <> ''
GROUP BY usage_id
HAVING count(*) > 1
