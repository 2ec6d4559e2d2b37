-- statement: At least 70 % of Premium sessions watch 70 % of the title or more, unless less is declared.
-- rule: watch-fraction
-- tables: usage_logs, content, subscriptions, plans
--
-- What is expected is the least that was promised; more is no fault. Shares and bounds as in dropout.
WITH
  counted AS (
    SELECT
      sum(sessions) AS n,
      sum(stayed) AS hits,
      -- Nobody who abandons a session comes so far.
      sum(sessions * (1 - abandon) * (1 - pow(((0.7 - 0.05 / tenths) - 0.25) / 0.75, skew))) AS mean
    FROM watching JOIN declared_tier ON rank = watching.tier
    WHERE rank = 3
  ),
  shares AS (SELECT n, hits, min(0.7, mean / n) AS share, surprise FROM counted, declared),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM shares
  )
SELECT
  'Premium sessions from 70 % of the title' AS what,
  n,
  hits * 1.0 / n AS observed,
  share AS expected,
  share - allowed AS lowest,
  NULL AS highest,
  0.03 AS material
FROM bounded
