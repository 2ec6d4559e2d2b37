-- statement: 70 % of sessions are watched on the customer's own device, or as many as are declared, and of the others those that happen to fall on it.
-- rule: playback-device
-- tables: usage_logs, subscriptions, customers
--
-- Given whose sessions they are, each is on the own device of weight w with probability own + (1 - own) w. Bounds as in weekend-lift.
WITH
  expected AS (
    SELECT sessions, on_own AS hits, own + (1 - own) * weight AS chance
    FROM watching JOIN declared_device ON code = own_device, declared
  ),
  summed AS (
    SELECT
      sum(sessions) AS n,
      sum(hits) AS hits,
      sum(sessions * chance) AS mean,
      sum(sessions * chance * (1 - chance)) AS variance,
      surprise
    FROM expected, declared
  ),
  bounded AS (SELECT *, (sqrt(2 * surprise * variance) + (variance > 0) * surprise / 3) / n AS allowed FROM summed)
SELECT
  'share on the own device' AS what,
  n,
  hits * 1.0 / n AS observed,
  mean / n AS expected,
  mean / n - allowed AS lowest,
  mean / n + allowed AS highest,
  0.02 AS material
FROM bounded
