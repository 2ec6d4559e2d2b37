-- statement: status is active without an end date, canceling with one after the as-of date, and ended with one on or before it.
-- rule: subscription-lifecycle
-- tables: subscriptions
SELECT
  'subscriptions' AS dataset,
  subscriptions.rowid AS line,
  subscription_id AS key,
  status || ', end_date ' || coalesce(end_date, 'empty') AS found
FROM subscriptions, declared
WHERE status <> CASE WHEN end_date IS NULL THEN 'active' WHEN end_date > as_of THEN 'canceling' ELSE 'ended' END
