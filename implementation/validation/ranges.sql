-- statement: Numbers lie within the bounds of their columns: births from 1900 to 2101, a price of 0 or more, a stream or more, a tenth of a minute or more, completion from 0.05 to 1.
-- rule: contract
-- tables: staging_customers, staging_plans, staging_content, staging_usage_logs
SELECT 'customers' AS dataset, line, customer_id AS key, 'birth_year ' || birth_year AS found
FROM staging_customers
WHERE birth_year <> '' AND CAST(birth_year AS REAL) NOT BETWEEN 1900 AND 2101
UNION ALL
SELECT 'plans' AS dataset, line, plan_id AS key, 'monthly_price ' || monthly_price AS found
FROM staging_plans
WHERE monthly_price <> '' AND CAST(monthly_price AS REAL) NOT BETWEEN 0 AND 1e9
UNION ALL
SELECT 'plans' AS dataset, line, plan_id AS key, 'max_streams ' || max_streams AS found
FROM staging_plans
WHERE max_streams <> '' AND CAST(max_streams AS REAL) NOT BETWEEN 1 AND 1e9
UNION ALL
SELECT 'content' AS dataset, line, content_id AS key, 'duration_minutes ' || duration_minutes AS found
FROM staging_content
WHERE duration_minutes <> '' AND CAST(duration_minutes AS REAL) NOT BETWEEN 0.1 AND 1e9
UNION ALL
SELECT 'usage_logs' AS dataset, line, usage_id AS key, 'duration_watched ' || duration_watched AS found
FROM staging_usage_logs
WHERE duration_watched <> '' AND CAST(duration_watched AS REAL) NOT BETWEEN 0 AND 1e9
UNION ALL
SELECT 'usage_logs' AS dataset, line, usage_id AS key, 'completion_rate ' || completion_rate AS found
FROM staging_usage_logs
WHERE completion_rate <> '' AND CAST(completion_rate AS REAL) NOT BETWEEN 0.05 AND 1
