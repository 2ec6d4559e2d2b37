-- statement: New subscribers choose Basic, Standard and Premium with 40, 35 and 25 %, or as is declared.
-- rule: subscription-lifecycle
-- tables: subscriptions, plans
--
-- A draw each; bounds as in weekend-lift, the error shared by three.
WITH
  newcomers AS (SELECT tier, count(*) AS hits FROM subscriptions JOIN plans USING (plan_id) WHERE change_type = 'new' GROUP BY tier),
  counted AS (
    SELECT tier AS what, sum(coalesce(hits, 0)) OVER () AS n, coalesce(hits, 0) AS hits, share, surprise + ln(3) AS surprise
    FROM declared_tier LEFT JOIN newcomers USING (tier), declared
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted
  )
SELECT what, n, hits * 1.0 / n AS observed, share AS expected, share - allowed AS lowest, share + allowed AS highest, 0.04 AS material
FROM bounded
