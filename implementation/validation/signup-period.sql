-- statement: Every customer signed up in the 730 days before the anchor or, where the as-of date is later, since.
-- rule: signup-growth
-- tables: customers
SELECT 'customers' AS dataset, customers.rowid AS line, customer_id AS key, 'signup_date ' || signup_date AS found
FROM customers, declared
WHERE unixepoch(signup_date) / 86400 NOT BETWEEN anchor_day - 730 AND as_of_day - 1
