-- statement: Every subscription ends after it starts.
-- rule: subscription-lifecycle
-- tables: subscriptions
SELECT
  'subscriptions' AS dataset,
  subscriptions.rowid AS line,
  subscription_id AS key,
  'start_date ' || start_date || ', end_date ' || end_date AS found
FROM subscriptions
WHERE end_date <= start_date
