-- statement: Regions, devices, tiers, resolutions, genres, statuses and kinds of change are those of the contract.
-- rule: contract
-- tables: staging_customers, staging_plans, staging_content, staging_subscriptions, staging_usage_logs
SELECT 'customers' AS dataset, line, customer_id AS key, 'region ' || region AS found
FROM staging_customers
WHERE region NOT IN ('Northeast', 'Midwest', 'South', 'West', '')
UNION ALL
SELECT 'customers' AS dataset, line, customer_id AS key, 'device ' || device AS found
FROM staging_customers
WHERE device NOT IN ('smart_tv', 'mobile', 'web', 'tablet', 'game_console', '')
UNION ALL
SELECT 'plans' AS dataset, line, plan_id AS key, 'tier ' || tier AS found
FROM staging_plans
WHERE tier NOT IN ('Basic', 'Standard', 'Premium', '')
UNION ALL
SELECT 'plans' AS dataset, line, plan_id AS key, 'max_resolution ' || max_resolution AS found
FROM staging_plans
WHERE max_resolution NOT IN ('HD', 'FHD', 'UHD', '')
UNION ALL
SELECT 'content' AS dataset, line, content_id AS key, 'genre ' || genre AS found
FROM staging_content
WHERE genre NOT IN ('movie', 'music', 'podcast', '')
UNION ALL
SELECT 'subscriptions' AS dataset, line, subscription_id AS key, 'status ' || status AS found
FROM staging_subscriptions
WHERE status NOT IN ('active', 'canceling', 'ended', '')
UNION ALL
SELECT 'subscriptions' AS dataset, line, subscription_id AS key, 'change_type ' || change_type AS found
FROM staging_subscriptions
WHERE change_type NOT IN ('new', 'upgrade', 'downgrade', 'winback', '')
UNION ALL
SELECT 'usage_logs' AS dataset, line, usage_id AS key, 'device ' || device AS found
FROM staging_usage_logs
WHERE device NOT IN ('smart_tv', 'mobile', 'web', 'tablet', 'game_console', '')
