-- statement: A customer's first subscription is new and no other; an upgrade or downgrade starts as the one before ends, one tier up or down; a winback starts 30 to 180 days after it.
-- rule: subscription-lifecycle
-- tables: subscriptions, plans
WITH
  neighbours AS (
    SELECT
      subscriptions.rowid AS line,
      subscription_id,
      change_type,
      rank,
      lag(rank) OVER customer AS rank_before,
      (unixepoch(start_date) - unixepoch(lag(end_date) OVER customer)) / 86400 AS delay,
      row_number() OVER customer AS place
    FROM subscriptions LEFT JOIN plans USING (plan_id) LEFT JOIN declared_tier USING (tier)
    WINDOW customer AS (PARTITION BY customer_id ORDER BY CAST(substr(subscription_id, 12) AS INTEGER))
  )
SELECT
  'subscriptions' AS dataset,
  line,
  subscription_id AS key,
  change_type || ', number ' || place || ' of its customer' || coalesce(', ' || delay || ' days after, from tier ' || rank_before || ' to ' || rank, '')
    AS found
FROM neighbours
WHERE (change_type = 'new') <> (place = 1)
  OR (change_type = 'upgrade' AND (delay <> 0 OR rank <> rank_before + 1))
  OR (change_type = 'downgrade' AND (delay <> 0 OR rank <> rank_before - 1))
  OR (change_type = 'winback' AND delay NOT BETWEEN 30 AND 180)
