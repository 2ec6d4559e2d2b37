-- statement: The keys of subscriptions ascend by customer, then sequence, so that each stands once.
-- rule: contract
-- tables: staging_subscriptions
WITH
  numbered AS (
    SELECT
      line,
      subscription_id AS key,
      CAST(substr(subscription_id, 2, 9) AS INTEGER) AS customer,
      CAST(substr(subscription_id, 12) AS INTEGER) AS sequence
    FROM staging_subscriptions
    WHERE subscription_id <> ''
  ),
  neighbours AS (
    SELECT *, lag(key) OVER file AS before, lag(customer) OVER file AS customer_before, lag(sequence) OVER file AS sequence_before
    FROM numbered
    WINDOW file AS (ORDER BY line)
  )
SELECT 'subscriptions' AS dataset, line, key, 'follows ' || before AS found
FROM neighbours
WHERE (customer, sequence) <= (customer_before, sequence_before)
