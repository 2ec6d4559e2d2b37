-- statement: Dropout falls with the tier: the higher it is, the fewer sessions end before 40 % of the title, as long as that is declared.
-- rule: watch-fraction
-- tables: usage_logs, content, subscriptions, plans
--
-- An abandoned session ends evenly between 25 and 40 % of its title, another at 25 % plus 75 % of the largest of so many uniforms. Watched
-- minutes are rounded to hundredths, which moves the edge of a title of t tenths of a minute by 0.05 / t. Given the titles, the count is a
-- sum of draws, at most as spread as n draws of the mean probability; bounds as in weekend-lift, the error shared by
-- both tiers of both steps. That a step shows at all is what fails here; how high it is, dropout tells.
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
  shares AS (SELECT rank, name, n, hits, mean / n AS share, surprise + ln(4) AS surprise FROM counted, declared),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM shares
  )
SELECT
  lower.name || ' over ' || upper.name || ', sessions below 40 % of the title' AS what,
  min(lower.n, upper.n) AS n,
  lower.hits * 1.0 / lower.n - upper.hits * 1.0 / upper.n AS observed,
  lower.share - upper.share AS expected,
  min(0, lower.share - upper.share - lower.allowed - upper.allowed) AS lowest,
  NULL AS highest,
  -- Undecided where chance alone could hide the declared step.
  lower.share - upper.share AS material
FROM bounded AS lower JOIN bounded AS upper ON upper.rank = lower.rank + 1
WHERE lower.share > upper.share
