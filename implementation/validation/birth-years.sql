-- statement: Customers turn 18 to 79 in the year of the anchor.
-- rule: identity
-- tables: customers
SELECT 'customers' AS dataset, customers.rowid AS line, customer_id AS key, 'birth_year ' || birth_year AS found
FROM customers, declared
WHERE anchor_year - birth_year NOT BETWEEN 18 AND 79
