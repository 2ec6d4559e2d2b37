-- statement: The keys of customers count from C000000001 to the number of customers asked for, in the order of the file, so that each stands once.
-- rule: contract
-- tables: staging_customers
WITH
  numbered AS (
    SELECT line, customer_id AS key, CAST(substr(customer_id, 2) AS INTEGER) AS number FROM staging_customers WHERE customer_id <> ''
  ),
  neighbours AS (
    SELECT *, lag(number, 1, 0) OVER (ORDER BY line) AS before, lead(key) OVER (ORDER BY line) IS NULL AS is_last
    FROM numbered
  )
SELECT 'customers' AS dataset, line, key, CASE
  WHEN number <> before + 1 THEN 'follows number ' || before
  ELSE 'is the last of ' || customers
END AS found
FROM neighbours, declared
WHERE number <> before + 1 OR (is_last AND number <> coalesce(customers, number))
