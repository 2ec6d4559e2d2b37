-- statement: A customer has one subscription at a time: each starts on or after the end of the one before.
-- rule: subscription-lifecycle
-- tables: subscriptions
WITH
  neighbours AS (
    SELECT
      rowid AS line,
      subscription_id,
      start_date,
      lag(subscription_id) OVER customer AS before,
      lag(coalesce(end_date, 'open')) OVER customer AS end_before
    FROM subscriptions
    WINDOW customer AS (PARTITION BY customer_id ORDER BY start_date, CAST(substr(subscription_id, 12) AS INTEGER))
  )
SELECT
  'subscriptions' AS dataset,
  line,
  subscription_id AS key,
  'starts ' || start_date || ', ' || before || ' ends ' || end_before AS found
FROM neighbours
-- Letters sort after digits: what is open ends after every date.
WHERE start_date < end_before
