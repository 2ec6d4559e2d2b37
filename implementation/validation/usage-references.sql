-- statement: Every customer_id, subscription_id and content_id of usage_logs is in its file.
-- rule: contract
-- tables: usage_logs, staging_usage_logs, staging_customers, staging_subscriptions, staging_content, rejected
WITH
  stray AS MATERIALIZED (
    SELECT line, usage_id, customer_id, subscription_id, content_id
    FROM staging_usage_logs
    WHERE line IN (SELECT line FROM rejected WHERE dataset = 'usage_logs')
    UNION ALL
    -- Of the rows that were loaded, those that do not find their title or subscriber.
    SELECT session.line, usage_id, customer_id, subscription_id, content_id
    FROM session CROSS JOIN usage_logs ON usage_logs.rowid = session.line
    WHERE session.release_day IS NULL OR session.own_device IS NULL
  )
SELECT 'usage_logs' AS dataset, line, usage_id AS key, 'there is no customer ' || customer_id AS found
FROM stray
WHERE customer_id <> '' AND customer_id NOT IN (SELECT customer_id FROM staging_customers)
UNION ALL
SELECT 'usage_logs' AS dataset, line, usage_id AS key, 'there is no subscription ' || subscription_id AS found
FROM stray
WHERE subscription_id <> '' AND subscription_id NOT IN (SELECT subscription_id FROM staging_subscriptions)
UNION ALL
SELECT 'usage_logs' AS dataset, line, usage_id AS key, 'there is no title ' || content_id AS found
FROM stray
WHERE content_id <> '' AND content_id NOT IN (SELECT content_id FROM staging_content)
