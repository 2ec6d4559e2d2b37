-- statement: Plans P1, P2 and P3 are Basic, Standard and Premium with their declared prices, 1, 2 and 4 streams, in HD, FHD and UHD.
-- rule: plan-catalog
-- tables: plans
SELECT
  'plans' AS dataset,
  plans.rowid AS line,
  'P' || rank AS key,
  coalesce(plans.tier || ' at ' || monthly_price || ', ' || plans.max_streams || ' streams in ' || plans.max_resolution, 'is missing') AS found
FROM declared_tier LEFT JOIN plans ON plan_id = 'P' || rank
WHERE plan_id IS NULL
  OR plans.tier <> declared_tier.tier
  -- Prices are written in whole cents.
  OR abs(monthly_price - price) > 0.00501
  OR plans.max_streams <> declared_tier.max_streams
  OR plans.max_resolution <> declared_tier.max_resolution
UNION ALL
SELECT 'plans', rowid, plan_id, 'is no plan of the catalogue' FROM plans WHERE plan_id NOT IN ('P1', 'P2', 'P3')
