-- statement: Every row read into staging is in its typed table or, with a reason, in rejected, and in one of them only.
-- rule: contract
-- tables: staging_customers, staging_plans, staging_content, staging_subscriptions, staging_usage_logs, customers, plans, content, subscriptions, usage_logs, rejected
WITH
  counted(dataset, staged, typed, rejected) AS (
    -- A row with too few or too many fields has no place in staging, and is in rejected alone.
    SELECT
      'customers',
      (SELECT count(*) FROM staging_customers),
      (SELECT count(*) FROM customers),
      (SELECT count(*) FROM rejected JOIN staging_customers USING (line) WHERE dataset = 'customers')
    UNION ALL
    SELECT
      'plans',
      (SELECT count(*) FROM staging_plans),
      (SELECT count(*) FROM plans),
      (SELECT count(*) FROM rejected JOIN staging_plans USING (line) WHERE dataset = 'plans')
    UNION ALL
    SELECT
      'content',
      (SELECT count(*) FROM staging_content),
      (SELECT count(*) FROM content),
      (SELECT count(*) FROM rejected JOIN staging_content USING (line) WHERE dataset = 'content')
    UNION ALL
    SELECT
      'subscriptions',
      (SELECT count(*) FROM staging_subscriptions),
      (SELECT count(*) FROM subscriptions),
      (SELECT count(*) FROM rejected JOIN staging_subscriptions USING (line) WHERE dataset = 'subscriptions')
    UNION ALL
    SELECT
      'usage_logs',
      (SELECT count(*) FROM staging_usage_logs),
      (SELECT count(*) FROM usage_logs),
      (SELECT count(*) FROM rejected JOIN staging_usage_logs USING (line) WHERE dataset = 'usage_logs')
  )
SELECT
  dataset,
  NULL AS line,
  NULL AS key,
  staged || ' rows in staging, ' || typed || ' in ' || dataset || ' and ' || rejected || ' of them rejected' AS found
FROM counted
WHERE staged <> typed + rejected
