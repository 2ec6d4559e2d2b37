-- statement: The customer in subscription_id is the one in customer_id, and a customer's sequence counts from 1 without a gap.
-- rule: contract
-- tables: subscriptions
WITH
  numbered AS (
    SELECT
      rowid AS line,
      subscription_id,
      customer_id,
      CAST(substr(subscription_id, 12) AS INTEGER) AS sequence,
      row_number() OVER (PARTITION BY customer_id ORDER BY CAST(substr(subscription_id, 12) AS INTEGER)) AS place
    FROM subscriptions
  )
SELECT
  'subscriptions' AS dataset,
  line,
  subscription_id AS key,
  'number ' || place || ' of customer_id ' || customer_id AS found
FROM numbered
WHERE substr(subscription_id, 2, 9) <> substr(customer_id, 2) OR sequence <> place
