-- statement: A Saturday or Sunday has 1.5 times the sessions of a weekday, or as many times as are declared, before the last 14 days, too.
-- rule: weekend-lift
-- tables: usage_logs, subscriptions
--
-- Each weekend beside the Friday before and the Monday after, where all four days lie before the last 14: of subscribers who were there on all
-- 60 days. The weekdays are as old as the weekend on average, so that a keeping other than declared hardly shows. Given
-- how many sessions these are, each lies on the weekend with a probability in proportion to lift and to what is kept. Bounds as in weekend-lift.
WITH RECURSIVE
  ages(age) AS (SELECT 15 UNION ALL SELECT age + 1 FROM ages WHERE age < 60),
  days AS (
    SELECT
      as_of_day - age AS day,
      (as_of_day - age + 4) % 7 IN (0, 6) AS is_weekend,
      max(least_kept, pow(0.5, (age - 14) / half_life)) AS kept,
      -- Days since the Friday on which the four began.
      (as_of_day - age + 6) % 7 AS since
    FROM ages, declared
  ),
  compared AS (SELECT days.* FROM days, declared WHERE since < 4 AND day - since >= as_of_day - 60 AND day - since + 3 < as_of_day - 14),
  expected AS (
    SELECT sum(kept) FILTER (WHERE is_weekend) AS weekend_days, sum(kept) FILTER (WHERE NOT is_weekend) AS other_days FROM compared
  ),
  counted AS (
    SELECT sum(sessions) AS n, coalesce(sum(sessions) FILTER (WHERE is_weekend), 0) AS hits
    FROM daily JOIN compared USING (day)
    WHERE subscriber = 2
  ),
  probable AS (
    SELECT *, lift * weekend_days / (lift * weekend_days + other_days) AS share FROM counted, expected, declared
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM probable
  ),
  shares AS (SELECT *, hits * 1.0 / n AS found, max(0.0, share - allowed) AS low, min(1.0, share + allowed) AS high FROM bounded)
SELECT
  'sessions a kept weekend day over sessions a kept weekday' AS what,
  n,
  found / weekend_days / (max(1 - found, 0.5 / n) / other_days) AS observed,
  lift AS expected,
  low / weekend_days / (max(1 - low, 0.5 / n) / other_days) AS lowest,
  high / weekend_days / (max(1 - high, 0.5 / n) / other_days) AS highest,
  0.1 * max(1, lift / 1.5) AS material
FROM shares
