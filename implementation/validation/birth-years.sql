-- statement: Customers turn 18 to 79 in the year of the anchor.
-- rule: identity
-- tables: staging_customers
SELECT 'customers' AS dataset, line, customer_id AS key, 'birth_year ' || birth_year AS found
FROM staging_customers, declared
WHERE birth_year <> '' AND anchor_year - CAST(birth_year AS INTEGER) NOT BETWEEN 18 AND 79
