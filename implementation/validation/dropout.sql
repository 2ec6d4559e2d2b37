-- statement: Sessions end before 40 % of the title as often as the tier declares: by default 36, 15 and 6 %.
-- rule: watch-fraction
-- tables: usage_logs, content, subscriptions, plans
--
-- An abandoned session ends evenly between 25 and 40 % of its title, another at 25 % plus 75 % of the largest of so many uniforms. Watched
-- minutes are rounded to hundredths, which moves the edge of a title of t tenths of a minute by 0.05 / t. Given the titles, the count is a
-- sum of draws, at most as spread as n draws of the mean probability; bounds as in weekend-lift, the error shared by
-- three.
WITH
  counted AS (
    SELECT
      rank,
      declared_tier.tier AS name,
      sum(sessions) AS n,
      sum(dropped) AS hits,
      sum(
        sessions * (
          abandon * ((0.4 - 0.05 / tenths) - 0.25) / 0.15
          + (1 - abandon) * pow(((0.4 - 0.05 / tenths) - 0.25) / 0.75, skew)
        )
      ) AS mean
    FROM watching JOIN declared_tier ON rank = watching.tier
    GROUP BY rank
  ),
  shares AS (SELECT rank, name, n, hits, mean / n AS share, surprise + ln(3) AS surprise FROM counted, declared),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM shares
  )
SELECT
  name || ' sessions below 40 % of the title' AS what,
  n,
  hits * 1.0 / n AS observed,
  share AS expected,
  share - allowed AS lowest,
  share + allowed AS highest,
  0.03 AS material
FROM bounded
