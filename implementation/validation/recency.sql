-- statement: A weekday of the last 14 days has more sessions than one of the 46 days before, as their keeping declares: about 1.6 times as many.
-- rule: recency-window
-- tables: usage_logs, subscriptions
--
-- Sessions on Mondays to Fridays of subscribers who were there on all 60 days: given how many these are, each lies on a day of age a with a
-- probability in proportion to 1 up to 14 days, and to max(floor, 0.5 ^ ((a - 14) / half-life)) beyond. Bounds as in weekend-lift.
WITH RECURSIVE
  ages(age) AS (SELECT 1 UNION ALL SELECT age + 1 FROM ages WHERE age < 60),
  days AS (
    SELECT age <= 14 AS is_recent, CASE WHEN age <= 14 THEN 1.0 ELSE max(least_kept, pow(0.5, (age - 14) / half_life)) END AS kept
    FROM ages, declared
    WHERE (as_of_day - age + 4) % 7 NOT IN (0, 6)
  ),
  expected AS (
    SELECT
      sum(is_recent) AS recent_days,
      sum(NOT is_recent) AS earlier_days,
      sum(kept) FILTER (WHERE is_recent) / sum(kept) AS share
    FROM days
  ),
  counted AS (
    SELECT sum(sessions) AS n, coalesce(sum(sessions) FILTER (WHERE day >= as_of_day - 14), 0) AS hits
    FROM daily, declared
    WHERE (day + 4) % 7 NOT IN (0, 6) AND subscriber = 2
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted, expected, declared
  ),
  shares AS (SELECT *, hits * 1.0 / n AS found, max(0.0, share - allowed) AS low, min(1.0, share + allowed) AS high FROM bounded)
SELECT
  'sessions a recent weekday over sessions a weekday before' AS what,
  n,
  found / recent_days / (max(1 - found, 0.5 / n) / earlier_days) AS observed,
  share / recent_days / (max(1 - share, 0.5 / n) / earlier_days) AS expected,
  low / recent_days / (max(1 - low, 0.5 / n) / earlier_days) AS lowest,
  high / recent_days / (max(1 - high, 0.5 / n) / earlier_days) AS highest,
  0.1 * max(1, share / recent_days / (max(1 - share, 0.5 / n) / earlier_days) / 1.56) AS material
FROM shares
