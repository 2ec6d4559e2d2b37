-- statement: Every row read into staging is in its typed table or, with a reason, in rejected, and in one of them only.
-- rule: contract
-- tables: staging_customers, staging_plans, staging_content, staging_subscriptions, staging_usage_logs, customers, plans, content, subscriptions, usage_logs, rejected
WITH
  counted(dataset, staged, typed) AS (
    SELECT 'customers', (SELECT count(*) FROM staging_customers), (SELECT count(*) FROM customers)
    UNION ALL
    SELECT 'plans', (SELECT count(*) FROM staging_plans), (SELECT count(*) FROM plans)
    UNION ALL
    SELECT 'content', (SELECT count(*) FROM staging_content), (SELECT count(*) FROM content)
    UNION ALL
    SELECT 'subscriptions', (SELECT count(*) FROM staging_subscriptions), (SELECT count(*) FROM subscriptions)
    UNION ALL
    SELECT 'usage_logs', (SELECT count(*) FROM staging_usage_logs), (SELECT count(*) FROM usage_logs)
  ),
  told AS (
    -- A row whose fields are too many or too few has no place in staging, and stands in rejected alone.
    SELECT counted.*, (SELECT count(*) FROM rejected WHERE rejected.dataset = counted.dataset AND 1) AS rejected
    FROM counted
  )
SELECT
  dataset,
  NULL AS line,
  dataset AS key,
  staged || ' rows in staging, ' || typed || ' in the table and ' || rejected || ' of them rejected' AS found
FROM told
WHERE staged <> typed + rejected
