-- statement: completion_rate is the watched share of the title within the noise of the tier, 0.03, 0.05 and 0.08 by default, and never outside 0.05 to 1.
-- rule: completion-noise
-- tables: usage_logs, content, subscriptions, plans
WITH
  -- A hair more than half a ten-thousandth for rounding, against what binary makes of decimals.
  beyond AS (
    SELECT line, watched / (10.0 * tenths) AS share, ceiling + 0.0000501 AS reach
    FROM session JOIN declared_tier ON rank = session.tier
    WHERE abs(completion / 10000.0 - watched / (10.0 * tenths)) > ceiling + 0.0000501 OR completion NOT BETWEEN 500 AND 10000
  )
SELECT
  'usage_logs' AS dataset,
  beyond.line,
  usage_id AS key,
  'completion_rate ' || completion_rate || ', watched ' || round(share, 4) AS found
FROM beyond CROSS JOIN usage_logs ON usage_logs.rowid = beyond.line
-- Clipped, what was watched with its noise is at most 1 and at least 0.05.
WHERE completion_rate NOT BETWEEN max(0.05, min(1, share - reach)) - 1e-9 AND max(0.05, min(1, share + reach)) + 1e-9
