-- statement: A subscription that ends has run for whole billing periods of 30 days, the last of which began before the as-of date.
-- rule: subscription-lifecycle
-- tables: subscriptions
SELECT
  'subscriptions' AS dataset,
  subscriptions.rowid AS line,
  subscription_id AS key,
  start_date || ' to ' || end_date || ': ' || ((unixepoch(end_date) - unixepoch(start_date)) / 86400) || ' days' AS found
FROM subscriptions, declared
WHERE (unixepoch(end_date) - unixepoch(start_date)) % (30 * 86400) <> 0 OR unixepoch(end_date) / 86400 - 30 >= as_of_day
