-- statement: Every subscription starts on or after the signup of its customer.
-- rule: eligibility
-- tables: subscriptions, customers
SELECT
  'subscriptions' AS dataset,
  subscriptions.rowid AS line,
  subscription_id AS key,
  'start_date ' || start_date || ', signup_date ' || signup_date AS found
FROM subscriptions JOIN customers USING (customer_id)
WHERE start_date < signup_date
