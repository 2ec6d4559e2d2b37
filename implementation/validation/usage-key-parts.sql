-- statement: usage_id names the day of started_at and the customer of customer_id, whose subscription it is, and counts from 1.
-- rule: contract
-- tables: usage_logs
SELECT
  'usage_logs' AS dataset,
  usage_logs.rowid AS line,
  usage_id AS key,
  'customer_id ' || customer_id || ', subscription_id ' || subscription_id || ', started_at ' || started_at AS found
FROM usage_logs
WHERE substr(usage_id, 11, 9) <> substr(customer_id, 2)
  OR substr(subscription_id, 2, 9) <> substr(customer_id, 2)
  OR substr(usage_id, 2, 8) <> replace(substr(started_at, 1, 10), '-', '')
  OR CAST(substr(usage_id, 21) AS INTEGER) < 1
