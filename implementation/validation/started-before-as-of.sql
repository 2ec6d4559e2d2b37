-- statement: Every subscription has started before the as-of date.
-- rule: subscription-lifecycle
-- tables: subscriptions
SELECT 'subscriptions' AS dataset, subscriptions.rowid AS line, subscription_id AS key, 'start_date ' || start_date AS found
FROM subscriptions, declared
WHERE start_date >= as_of
