-- statement: Subscriptions have keys such as S000000001-1, and dates of the calendar.
-- rule: contract
-- tables: staging_subscriptions
SELECT 'subscriptions' AS dataset, line, subscription_id AS key, found
FROM (
  SELECT *, CASE
    WHEN subscription_id <> '' AND NOT (subscription_id GLOB 'S[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9]*' AND substr(subscription_id, 12) NOT GLOB '*[^0-9]*') THEN 'subscription_id ' || subscription_id
    WHEN start_date <> '' AND NOT (start_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date(start_date) IS start_date) THEN 'start_date ' || start_date
    WHEN end_date <> '' AND NOT (end_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date(end_date) IS end_date) THEN 'end_date ' || end_date
  END AS found
  FROM staging_subscriptions
)
WHERE found IS NOT NULL
