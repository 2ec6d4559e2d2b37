-- statement: 70 % of subscribers start on the day of their signup, or as many as are declared.
-- rule: eligibility
-- tables: customers, subscriptions
--
-- Of customers who signed up so long ago that a first subscription would have begun. A draw each; bounds as in weekend-lift.
WITH
  counted AS (
    SELECT count(*) AS n, sum(start_date = signup_date) AS hits, same_day AS share, surprise
    FROM subscriptions JOIN customers USING (customer_id), declared
    WHERE CAST(substr(subscription_id, 12) AS INTEGER) = 1
      AND unixepoch(signup_date) / 86400 + most_delay < as_of_day
      AND (unixepoch(start_date) - unixepoch(signup_date)) / 86400 BETWEEN 0 AND most_delay
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted
  )
SELECT
  'first subscriptions that start on signup day' AS what,
  n,
  hits * 1.0 / n AS observed,
  share AS expected,
  share - allowed AS lowest,
  share + allowed AS highest,
  0.04 AS material
FROM bounded
