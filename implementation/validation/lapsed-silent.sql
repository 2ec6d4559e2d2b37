-- statement: Customers without a subscription that is active at the as-of date have no sessions.
-- rule: active-only
-- tables: usage_logs, subscriptions
WITH
  active AS (SELECT customer_id FROM subscriptions, declared WHERE end_date IS NULL OR end_date > as_of),
  lapsed AS (SELECT customer_id FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM active))
SELECT 'usage_logs' AS dataset, usage_logs.rowid AS line, usage_id AS key, customer_id || ' has no active subscription' AS found
FROM lapsed JOIN usage_logs USING (customer_id)
