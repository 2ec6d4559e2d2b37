-- statement: The noise of completion_rate comes up to the ceiling of its tier, and no further: 0.03, 0.05 and 0.08 by default, so that it rises with the tier.
-- rule: completion-noise
-- tables: usage_logs, content, subscriptions, plans
--
-- Of sessions that no clip can reach under the highest ceiling. Noise is uniform up to the ceiling c: that none of n sessions has more than c (1 - s / n) has a
-- chance of at most exp(-s). Rates are rounded to ten-thousandths. The error is shared by three.
WITH
  -- In hundredths of a minute for each tenth of the title.
  reach AS (SELECT 10 * (0.0501 + max(ceiling)) AS low, 10 * (0.9999 - max(ceiling)) AS high FROM declared_tier),
  unclipped AS (
    SELECT tier, abs(completion / 10000.0 - watched / (10.0 * tenths)) AS noise
    FROM reach CROSS JOIN session
    WHERE watched BETWEEN low * tenths AND high * tenths
  ),
  counted AS (
    SELECT
      count(*) FILTER (WHERE tier = 1) AS n1,
      count(*) FILTER (WHERE tier = 2) AS n2,
      count(*) FILTER (WHERE tier = 3) AS n3,
      max(noise) FILTER (WHERE tier = 1) AS noise1,
      max(noise) FILTER (WHERE tier = 2) AS noise2,
      max(noise) FILTER (WHERE tier = 3) AS noise3
    FROM unclipped
  ),
  largest AS (
    SELECT
      tier AS name,
      ceiling,
      CASE rank WHEN 1 THEN n1 WHEN 2 THEN n2 ELSE n3 END AS n,
      CASE rank WHEN 1 THEN noise1 WHEN 2 THEN noise2 ELSE noise3 END AS observed
    FROM declared_tier, counted
  )
SELECT
  name || ', largest noise' AS what,
  n,
  observed,
  ceiling AS expected,
  ceiling * (1 - surprise / n) - 0.0000501 AS lowest,
  ceiling + 0.0000501 AS highest,
  max(0.001, 0.2 * ceiling) AS material
FROM largest, (SELECT surprise + ln(3) AS surprise FROM declared)
