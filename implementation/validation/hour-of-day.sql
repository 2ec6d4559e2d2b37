-- statement: The hours of the day follow the genre: movies in the evening, podcasts with the way to work, music all day, by 24 declared weights each (UTC).
-- rule: hour-of-day
-- tables: usage_logs, content
--
-- A draw each session, given its genre; bounds as in weekend-lift, the error shared by 72.
WITH
  weights AS (
    SELECT code, genre, key AS hour, value * 1.0 / sum(value) OVER (PARTITION BY code) AS share
    FROM declared_genre, json_each(hours)
  ),
  found AS (SELECT genre AS code, hour, count(*) AS hits FROM session GROUP BY genre * 24 + hour),
  counted AS (
    SELECT
      genre || ' at ' || hour || ' h' AS what,
      sum(coalesce(hits, 0)) OVER (PARTITION BY code) AS n,
      coalesce(hits, 0) AS hits,
      share,
      surprise + ln(72) AS surprise
    FROM weights LEFT JOIN found USING (code, hour), declared
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted
  )
SELECT what, n, hits * 1.0 / n AS observed, share AS expected, share - allowed AS lowest, share + allowed AS highest, 0.03 AS material
FROM bounded
