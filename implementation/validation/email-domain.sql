-- statement: Every e-mail address is of lower-case letters, digits and dots at example.com, example.org or example.net, which no real person owns.
-- rule: identity
-- tables: staging_customers
SELECT 'customers' AS dataset, line, customer_id AS key, 'email ' || email AS found
FROM staging_customers
WHERE email <> ''
  AND NOT (
    substr(email, -12) IN ('@example.com', '@example.org', '@example.net')
    AND length(email) > 12
    AND substr(email, 1, length(email) - 12) NOT GLOB '*[^a-z0-9.]*'
  )
