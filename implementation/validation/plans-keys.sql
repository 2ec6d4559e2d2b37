-- statement: The keys of plans are P1, P2 and P3, in that order.
-- rule: contract
-- tables: staging_plans
WITH
  numbered AS (
    SELECT line, plan_id AS key, CAST(substr(plan_id, 2) AS INTEGER) AS number FROM staging_plans WHERE plan_id <> ''
  ),
  neighbours AS (
    SELECT *, lag(number, 1, 0) OVER (ORDER BY line) AS before, lead(key) OVER (ORDER BY line) IS NULL AS is_last
    FROM numbered
  )
SELECT 'plans' AS dataset, line, key, CASE
  WHEN number <> before + 1 THEN 'follows number ' || before
  ELSE 'is the last of ' || 3
END AS found
FROM neighbours, declared
WHERE number <> before + 1 OR (is_last AND number <> coalesce(3, number))
