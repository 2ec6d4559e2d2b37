-- statement: Sessions have keys such as U20260101-000000001-1, a start as in 2026-01-01T20:15:00Z, minutes with two and a completion with four decimals.
-- rule: contract
-- tables: staging_usage_logs
-- What refers to a customer, subscription or title has its format when it finds one, which usage-references tells.
WITH
  broken AS (
    SELECT
      line,
      usage_id,
      usage_id GLOB 'U[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9]*' AND substr(usage_id, 21) NOT GLOB '*[^0-9]*' AS is_key,
      started_at,
      started_at GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'
        AND substr(started_at, 12, 2) < '24'
        AND (substr(started_at, 9, 2) < '29' OR date(substr(started_at, 1, 10)) IS substr(started_at, 1, 10)) AS is_start,
      duration_watched,
      duration_watched GLOB '[0-9]*.[0-9][0-9]' AND duration_watched NOT GLOB '*[^0-9.]*' AND duration_watched NOT GLOB '*.*.*'
        AS is_duration,
      completion_rate,
      completion_rate GLOB '[0-9].[0-9][0-9][0-9][0-9]' AS is_rate
    FROM staging_usage_logs
  ),
  told AS (
    SELECT line, usage_id, CASE
      WHEN NOT is_key AND usage_id <> '' THEN 'usage_id ' || usage_id
      WHEN NOT is_start AND started_at <> '' THEN 'started_at ' || started_at
      WHEN NOT is_duration AND duration_watched <> '' THEN 'duration_watched ' || duration_watched
      WHEN NOT is_rate AND completion_rate <> '' THEN 'completion_rate ' || completion_rate
    END AS found
    FROM broken
    WHERE NOT (is_key AND is_start AND is_duration AND is_rate)
  )
SELECT 'usage_logs' AS dataset, line, usage_id AS key, found FROM told WHERE found IS NOT NULL
