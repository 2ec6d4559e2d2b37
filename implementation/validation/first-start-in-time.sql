-- statement: Every first subscription starts at most 14 days after signup, or as many as are declared.
-- rule: eligibility
-- tables: subscriptions, customers
SELECT
  'subscriptions' AS dataset,
  subscriptions.rowid AS line,
  subscription_id AS key,
  'start_date ' || start_date || ', signup_date ' || signup_date AS found
FROM subscriptions JOIN customers USING (customer_id), declared
WHERE CAST(substr(subscription_id, 12) AS INTEGER) = 1
  AND (unixepoch(start_date) - unixepoch(signup_date)) / 86400 > most_delay
