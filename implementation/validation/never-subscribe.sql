-- statement: 5 % of customers never subscribe, or as many as are declared.
-- rule: eligibility
-- tables: customers, subscriptions
--
-- Of customers who signed up so long ago that a first subscription would have begun. A draw each; bounds as in weekend-lift.
WITH
  settled AS (
    SELECT customer_id FROM customers, declared WHERE unixepoch(signup_date) / 86400 + most_delay < as_of_day
  ),
  counted AS (
    SELECT
      (SELECT count(*) FROM settled) AS n,
      (SELECT count(*) FROM settled WHERE customer_id NOT IN (SELECT customer_id FROM subscriptions)) AS hits,
      never AS share,
      surprise
    FROM declared
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted
  )
SELECT
  'customers without a subscription' AS what,
  n,
  hits * 1.0 / n AS observed,
  share AS expected,
  share - allowed AS lowest,
  share + allowed AS highest,
  0.02 AS material
FROM bounded
