-- statement: Sessions stand in the order of their day, then shard of 1,048,576 customers, then start, then customer.
-- rule: contract
-- tables: staging_usage_logs
WITH
  -- Of neighbours, only those that do not ascend in time are looked at twice.
  neighbours AS (
    SELECT
      later.line,
      later.usage_id,
      earlier.usage_id AS before,
      substr(later.started_at, 1, 10) AS day,
      substr(earlier.started_at, 1, 10) AS day_before,
      (CAST(substr(later.customer_id, 2) AS INTEGER) - 1) / 1048576 AS shard,
      (CAST(substr(earlier.customer_id, 2) AS INTEGER) - 1) / 1048576 AS shard_before,
      later.started_at || later.customer_id AS place,
      earlier.started_at || earlier.customer_id AS place_before
    FROM staging_usage_logs AS earlier JOIN staging_usage_logs AS later ON later.line = earlier.line + 1
    WHERE later.started_at <= earlier.started_at AND later.started_at <> ''
  )
SELECT 'usage_logs' AS dataset, line, usage_id AS key, 'stands behind ' || before AS found
FROM neighbours
WHERE (day, shard, place) < (day_before, shard_before, place_before)
