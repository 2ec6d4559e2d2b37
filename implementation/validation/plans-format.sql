-- statement: Plans have the keys P1 to P3, a price with two decimals and a whole number of streams.
-- rule: contract
-- tables: staging_plans
SELECT 'plans' AS dataset, line, plan_id AS key, found
FROM (
  SELECT *, CASE
    WHEN plan_id <> '' AND NOT (plan_id GLOB 'P[1-3]') THEN 'plan_id ' || plan_id
    WHEN monthly_price <> '' AND NOT (monthly_price GLOB '[0-9]*.[0-9][0-9]' AND monthly_price NOT GLOB '*[^0-9.]*' AND monthly_price NOT GLOB '*.*.*') THEN 'monthly_price ' || monthly_price
    WHEN max_streams <> '' AND NOT (max_streams NOT GLOB '*[^0-9]*') THEN 'max_streams ' || max_streams
  END AS found
  FROM staging_plans
)
WHERE found IS NOT NULL
