-- statement: The five tables have the columns of the contract in their order and of their types; in staging, all are text behind the line number.
-- rule: contract
-- tables: staging_customers, staging_plans, staging_content, staging_subscriptions, staging_usage_logs, customers, plans, content, subscriptions, usage_logs
WITH
  contract(dataset, columns) AS (
    VALUES
      ('customers', 'customer_id TEXT, first_name TEXT, last_name TEXT, email TEXT, birth_year INTEGER, state TEXT, region TEXT, device TEXT, signup_date TEXT'),
      ('plans', 'plan_id TEXT, tier TEXT, monthly_price REAL, max_streams INTEGER, max_resolution TEXT'),
      ('content', 'content_id TEXT, title TEXT, genre TEXT, category TEXT, duration_minutes REAL, release_date TEXT'),
      ('subscriptions', 'subscription_id TEXT, customer_id TEXT, plan_id TEXT, start_date TEXT, end_date TEXT, status TEXT, change_type TEXT'),
      ('usage_logs', 'usage_id TEXT, customer_id TEXT, subscription_id TEXT, content_id TEXT, started_at TEXT, device TEXT, duration_watched REAL, completion_rate REAL')
  ),
  wanted(name, dataset, columns) AS (
    SELECT dataset, dataset, columns FROM contract
    UNION ALL
    SELECT 'staging_' || dataset, dataset, 'line INTEGER, ' || replace(replace(columns, 'REAL', 'TEXT'), 'INTEGER', 'TEXT')
    FROM contract
  ),
  found AS (
    SELECT wanted.*, (SELECT group_concat(name || ' ' || type, ', ') FROM pragma_table_info(wanted.name)) AS found
    FROM wanted
  )
SELECT dataset, NULL AS line, name AS key, coalesce('has ' || found, 'is not there') AS found
FROM found
WHERE found IS NOT columns
