-- statement: No two customers share an e-mail address.
-- rule: identity
-- tables: staging_customers
SELECT 'customers' AS dataset, max(line) AS line, max(customer_id) AS key, email || ' stands ' || count(*) || ' times' AS found
FROM staging_customers
WHERE email <> ''
GROUP BY email
HAVING count(*) > 1
